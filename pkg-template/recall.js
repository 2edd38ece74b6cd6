/**
 * Reports of before. What the rules say of a request whose texts, URLs and ids are plain rests on its single values and
 * on the roles of its media alone; so the next request of the same shape gets the same report, and the module is not
 * asked again. A form says the same of most keystrokes. Knows no rule.
 */

/** How many reports are kept. */
const MOST = 64;
/** A longer value is no slip of a choice. */
const LONGEST = 64;

/** Stands for a text of which no rule speaks, whatever it says. */
export const PLAIN = /* @__PURE__ */ Symbol('plain');

const known = [];

export class Shape {
  /** What was said of such a request, once it was. */
  report = undefined;

  constructor(place, edition, model, duration, resolution, aspectRatio, generateAudio, returnLastFrame, prompt, images, videos, audios) {
    this.place = place;
    this.edition = edition;
    this.model = model;
    this.duration = duration;
    this.resolution = resolution;
    this.aspectRatio = aspectRatio;
    this.generateAudio = generateAudio;
    this.returnLastFrame = returnLastFrame;
    this.prompt = prompt;
    this.images = images;
    this.videos = videos;
    this.audios = audios;
  }
}

/** Whether a value can be told from others at once, and kept without keeping anything of the caller's. */
export function isSingle(value) {
  switch (typeof value) {
    case 'string':
      return value.length <= LONGEST;
    case 'number':
    case 'boolean':
    case 'undefined':
      return true;
    default:
      return value === null;
  }
}

/** The shape that has these parts, with its report if it is known. */
export function shapeOf(edition, model, duration, resolution, aspectRatio, generateAudio, returnLastFrame, prompt, images, videos, audios) {
  const mixed = printOf(model) + 3 * printOf(duration) + 5 * printOf(resolution) + 7 * printOf(aspectRatio) + 11 * printOf(generateAudio)
    + 13 * printOf(returnLastFrame) + 17 * (images + videos + audios) + edition;
  const place = mixed & MOST - 1;
  const last = known[place];
  if (
    last !== undefined && last.model === model && last.duration === duration && last.resolution === resolution
    && last.aspectRatio === aspectRatio && last.generateAudio === generateAudio && last.returnLastFrame === returnLastFrame
    && last.prompt === prompt && last.images === images && last.videos === videos && last.audios === audios && last.edition === edition
  ) return last;
  return new Shape(place, edition, model, duration, resolution, aspectRatio, generateAudio, returnLastFrame, prompt, images, videos, audios);
}

/** Notes what was said of a shape. Reports are frozen, so one can be given many times. */
export function note(shape, report) {
  shape.report = report;
  known[shape.place] = shape;
}

/** Equal values have equal prints. */
function printOf(value) {
  switch (typeof value) {
    case 'string':
      return value.length > 0 ? 8 * value.length + value.charCodeAt(0) + value.charCodeAt(value.length - 1) : 1;
    case 'number':
      return value | 0;
    default:
      return value === true ? 2 : value === false ? 3 : value === null ? 4 : 0;
  }
}
