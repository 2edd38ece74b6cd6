/** Names a request field by field. What is wrong with it is said by `build`. */

import { MisuseError } from './errors.js';
import { isObject, put } from './own.js';

/**
 * @param {(draft: object, options?: object) => object} build
 */
export function requestBuilder(build) {
  return class RequestBuilder {
    #draft = {};

    constructor(model) {
      if (model !== undefined) this.set('model', model);
    }

    /** Sets any key, known or not. */
    set(key, value) {
      if (typeof key !== 'string') throw new MisuseError('key', 'a string');
      put(this.#draft, key, value);
      return this;
    }

    prompt(text) {
      return this.set('prompt', text);
    }

    clientBusinessId(id) {
      return this.set('client_business_id', id);
    }

    duration(seconds) {
      return this.set('duration', seconds);
    }

    aspectRatio(ratio) {
      return this.set('aspect_ratio', ratio);
    }

    resolution(resolution) {
      return this.set('resolution', resolution);
    }

    generateAudio(generate = true) {
      return this.set('generate_audio', generate);
    }

    returnLastFrame(give = true) {
      return this.set('return_last_frame', give);
    }

    seed(seed) {
      return this.set('seed', seed);
    }

    callbackUrl(url) {
      return this.set('callback_url', url);
    }

    traceId(id) {
      return this.set('trace_id', id);
    }

    /** Sets a key of the caller's own. */
    metadata(key, value) {
      if (typeof key !== 'string') throw new MisuseError('key', 'a string');
      const known = own(this.#draft, 'metadata');
      const metadata = isObject(known) ? known : {};
      put(metadata, key, value);
      return this.set('metadata', metadata);
    }

    /** Adds an image without a role. */
    imageUrl(url) {
      return this.#add('image_urls', url);
    }

    firstFrame(url) {
      return this.#add('image_with_roles', { url, role: 'first_frame' });
    }

    lastFrame(url) {
      return this.#add('image_with_roles', { url, role: 'last_frame' });
    }

    referenceImage(url) {
      return this.#add('image_with_roles', { url, role: 'reference_image' });
    }

    referenceVideo(url) {
      return this.#add('video_with_roles', { url, role: 'reference_video' });
    }

    referenceAudio(url) {
      return this.#add('audio_with_roles', { url, role: 'reference_audio' });
    }

    tool(type) {
      return this.#add('tools', { type });
    }

    build(options) {
      return build(this.#draft, options);
    }

    #add(list, item) {
      const known = own(this.#draft, list);
      // A list that the caller set stays the caller's.
      return this.set(list, Array.isArray(known) ? [...known, item] : [item]);
    }
  };
}

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
