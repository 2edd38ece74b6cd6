/** What is validated. Each kind comes as a pool of equal shape and different text, so that no engine learns one object by heart. */

const POOL = 64;

const media = (kind, extension, n) => Array.from({ length: n }, (_, i) => ({ url: `https://example.com/ref-${kind}-${i + 1}.${extension}`, role: `reference_${kind}` }));

const mini = (i) => ({
  model: 'seedance-2-mini',
  client_business_id: `order_20260616_${String(i).padStart(3, '0')}`,
  prompt: 'Keep the character from image 1, follow the camera motion of video 1, and match the rhythm of audio 1 for a short indoor product clip.',
  duration: 10,
  aspect_ratio: '16:9',
  image_with_roles: media('image', 'jpg', 1),
  video_with_roles: media('video', 'mp4', 1),
  audio_with_roles: media('audio', 'mp3', 1),
  resolution: '480p',
});

const full = (i) => ({
  model: 'seedance-2',
  prompt: 'A slow walk through a workshop at dusk: warm lamps, wood dust in the air, a joiner at the bench who looks up once and smiles.',
  client_business_id: `order_20260616_${String(i).padStart(3, '0')}`,
  duration: 12,
  aspect_ratio: '21:9',
  image_with_roles: media('image', 'jpg', 9),
  video_with_roles: media('video', 'mp4', 3),
  audio_with_roles: media('audio', 'mp3', 3),
  resolution: '1080p',
  generate_audio: true,
  seed: 4242 + i,
  callback_url: 'https://hooks.example.com/seedance/done',
  trace_id: `trace-${i}`,
  metadata: { campaign: 'autumn', take: i },
});

const text = (i) => ({ model: 'seedance-2-fast', prompt: `Take ${i}, a paper boat sails down a rainy street at night.` });

/** Three errors: one of a value, one of a value on this model, one of a key on this model. */
const faulty = (i) => ({ ...mini(i), aspect_ratio: '2:1', resolution: '1080p', generate_audio: true });

/** The same with other values in each: nothing that was said before can be said again. */
const UNSEEN = 4096;
const unseen = (i) => ({ ...faulty(i), aspect_ratio: `2:${i + 100}`, resolution: `${i + 5000}p` });

const pool = (make, size = POOL) => Array.from({ length: size }, (_, i) => JSON.parse(JSON.stringify(make(i))));

export const pools = { mini: pool(mini), full: pool(full), text: pool(text), faulty: pool(faulty), unseen: pool(unseen, UNSEEN) };

/** A round through equal things, as a function. */
export function cycle(list) {
  let i = 0;
  return () => list[i++ % list.length];
}

/** `count` lines: half mini, a quarter each of the others; one in 50 has the three errors. */
export function lines(count) {
  return Array.from({ length: count }, (_, i) => {
    if (i % 50 === 49) return JSON.stringify(faulty(i));
    return JSON.stringify([mini, full, mini, text][i % 4](i));
  });
}
export const faultyLines = (count) => Math.floor(count / 50);
