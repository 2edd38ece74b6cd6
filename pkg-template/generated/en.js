// Generated from src/locale/en.rs by `cargo xtask generate`. Do not edit.
export const LOCALE = "en";
export const SEPARATOR = ", ";
/** message, help and fix of each rule, by number */
export const PHRASES = `the request is {term:found}, not an object|send an object with a model and a prompt
the text is not JSON from here on|look for a missing quote, comma or bracket
the key "{key}" occurs twice in one object|the last one counts; remove the others
the request is nested deeper than {max} levels
the request is too large: more than {max} {term:reason}|upload large media and refer to it by URL or asset
expected {term:expected}, found {term:found}
the value is empty|leave the field out, or give it a value
"{key}" is not a field of this API|did you mean "{nearest}"?|rename to "{nearest}"
"{key}" is not documented for {model}|the service may ignore it
{model} does not take "{key}"|leave the field out|remove "{key}"
a model is required|choose one of {allowed}|set the documented default, {default}
"{actual}" is not one of {allowed}|did you mean "{nearest}"?|change to "{nearest}"
there is media but no prompt|every documented combination has a text; describe what should happen
there is neither a prompt nor media|enter a prompt
the prompt has {count} {term:reason}; at most {max} are advised|shorten it to what matters most
the prompt names "{actual}", but the request has {count} of kind {term:found}|add the missing media, or change the number; counting follows the order of the list
the prompt holds the URL {actual}, which is read as plain text|put it into a media list instead
{actual} seconds is outside {min} to {max}|choose {min} to {max} seconds, or 0 or -1 for automatic length where the model has it
{model} has no automatic length ({actual})|choose {min} to {max} seconds
{actual} seconds is allowed in one place of the page but not in its table for {model}|the lengths listed are {allowed}
the default length is automatic ({default}), which {model} does not have|give a duration in seconds
"{actual}" is not one of {allowed}||change to the listed ratio it resembles
"{actual}" is not a resolution offered here|{model} offers {allowed}|change to the resolution it resembles
image_urls and image_with_roles cannot be used together|keep image_with_roles
{model} does not take image_urls|use image_with_roles with the role reference_image|move the images to image_with_roles
image_with_roles is recommended over image_urls|with roles you say what each image is for|move the images to image_with_roles
image_urls beside video or audio references leaves open how the images are used|use image_with_roles with the role reference_image
the item has no url|add the url of the media, or remove the item
the item has no role|choose one of {allowed}
"{actual}" is not a role offered here; allowed: {allowed}|the model is {model}|change to the role it resembles
there is more than {max} first frame|keep one, or make the others references
there is more than {max} last frame|keep one, or make the others references
a last frame needs a first frame|add an image with the role first_frame
{count} reference images are more than {max}|remove some
{count} reference videos are more than {max}|remove some
{count} reference audios are more than {max}|remove some
whether {model} takes {count} references here depends on the channel; {max} is the only documented number|ask your provider for the limit of your channel
{role} cannot stand beside a first or last frame|use either frames or references
audio alone is not enough|add at least one image or video
tools work only for text without media|remove the tools, or the media
the tool is not one of {allowed}|found "{actual}"|change to the tool it resembles
this is not a usable URL: {term:reason}|found "{actual}"
URLs of this kind are not taken here: {actual}|allowed: {allowed}
{actual} is fetched without encryption|use https
the URL holds a user name or password: {actual}|use a signed link or an uploaded asset
{actual} is on a host that the service cannot reach|put the file on a public host, or upload it
{actual} has no usable asset id|write asset:// and then the id: letters, digits, dots, hyphens and underscores
{actual} looks like {term:found}, but {term:expected} is expected here|move it to the list of its kind
{actual} is in the list twice with the same role||remove the second one
{actual} would not be called: {term:reason}|use a public https URL without credentials and fragment
trace_id does nothing without callback_url|add callback_url, or leave trace_id out
client_business_id is recommended at the top of the request, not in metadata||move it to the top
metadata has the business id "{actual}", the request "{expected}"|keep one
"{actual}" cannot be looked up|control characters, a single dot and two dots do not work in a path
"{actual}" must be percent-encoded to be looked up|letters, digits, hyphens, dots, underscores and tildes need no encoding
"{actual}" looks like a task id of the service|begin your ids with something else
"{key}" does nothing inside metadata|put it at the top of the request
{actual} is beyond what JavaScript holds exactly|use a seed up to {max}
{actual} is outside {min} to {max}, and the page states no range|a seed inside that range is safe everywhere`;
/** name and words */
export const TERMS = `string|a string
number|a number
integer|an integer
fraction|a number with a fraction
boolean|true or false
array|an array
object|an object
null|null
undefined|undefined
nan|NaN
infinite|a number beyond every limit
broken|text with half a character in it
json|a value that JSON can carry
function|a function
symbol|a symbol
bigint|a bigint
instance|an instance of a class
cycle|an object that contains itself
hole|a hole in an array
accessor|an accessor that throws
unlistable|an object whose keys cannot be listed
bytes|bytes
values|values
string-bytes|bytes in one string
ideographs|Chinese characters
words|words
image|an image
video|a video
audio|an audio file
blank|it is blank
no-scheme|it does not begin with https://
white-space|it has white space in it
control-character|it has a control character in it
backslash|it has a backslash in it
slashes|there are not exactly two slashes after the colon
empty-host|it has no host
port|its port is no number up to 65535
host-not-ascii|write the host in its xn-- form
host-percent|its host has a percent sign
host-forbidden|its host has a character that hosts cannot have
ipv6|its IPv6 address is broken
numeric-host|its host ends in a number but is no IPv4 address
data-payload|its data is not base64
not-https|it is not https
credentials|it holds a user name or password
fragment|it has a fragment
not-public|its host is not public`;
/** name and label */
export const FIELDS = `model|Model
prompt|Prompt
client_business_id|Your order number
duration|Length
aspect_ratio|Aspect ratio
image_urls|Images without roles
image_with_roles|Images
video_with_roles|Videos
audio_with_roles|Audio
resolution|Resolution
generate_audio|Generate sound
return_last_frame|Return the last frame
seed|Seed
tools|Tools
callback_url|Callback URL
trace_id|Trace id
metadata|Metadata`;
/** name and label */
export const OPTIONS = `first_frame|First frame
last_frame|Last frame
reference_image|Reference image
reference_video|Reference video
reference_audio|Reference audio
web_search|Web search
auto|Automatic
seconds|seconds`;
