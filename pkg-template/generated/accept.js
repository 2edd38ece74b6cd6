// Generated from src/rules.rs, by asking the rules, by `cargo xtask generate`. Do not edit.
/** the first length of a mask, in seconds */
export const SHORTEST = -1;
/** the last length of a mask */
export const LONGEST = 20;
/** in the order of their bits */
export const RESOLUTIONS = ["480p","720p","1080p","4k"];
/** in the order of their bits */
export const ASPECT_RATIOS = ["21:9","16:9","4:3","1:1","3:4","9:16","adaptive"];
/** with their lists, in the order of their counts */
export const ROLES = [["first_frame","image_with_roles"],["last_frame","image_with_roles"],["reference_image","image_with_roles"],["reference_video","video_with_roles"],["reference_audio","audio_with_roles"]];
/** of files: images, videos, sounds */
export const EXTENSIONS = [["jpg","jpeg","png","webp","gif","bmp","avif","heic","tiff"],["mp4","mov","webm","mkv","avi","m4v"],["mp3","wav","m4a","aac","flac","ogg","opus"]];
/** by which prompts name media: images, videos, sounds */
export const NOUNS = [["image",0],["video",1],["audio",2],["图片",0],["视频",1],["音频",2]];
/** by edition and model: masks of duration, resolution, aspect_ratio, generate_audio and return_last_frame, of which the lowest bit is for no value, and pairs of the lowest and the highest counts of all roles, which are the digits of one number */
export const ACCEPTED = [{"seedance-2":[262087,31,127,7,1,[0,1,65,65,4096,51154944,262144,51154944]],"seedance-2-fast":[262087,7,127,7,1,[0,1,65,65,4096,51154944,262144,51154944]],"seedance-2-mini":[152640,7,127,1,1,[0,823296,16781312,51154944,17039360,51154944]]},{"seedance-2":[262087,31,255,7,7,[0,1,65,65,4096,51154944,262144,51154944]],"seedance-2-fast":[262087,7,255,7,7,[0,1,65,65,4096,51154944,262144,51154944]],"seedance-2-mini":[262080,7,255,7,7,[0,1,65,65,4096,51154944,262144,51154944]]}];
/** how many bits such a digit has; the highest one is always clear */
export const DIGIT = 6;
