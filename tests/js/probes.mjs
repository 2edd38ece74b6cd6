// What hostile callers send to a proxy, as bytes. Each of these must be refused, and nothing of it may reach the API.

const SUBMIT = '/v1/videos/generations';
const GOOD = JSON.stringify({ model: 'seedance-2', prompt: 'Rain.', client_business_id: 'probe' });
const ANN = 'Authorization: Bearer ann\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';

export const head = (method, target, headers) => `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;
export const get = (target, headers = ANN) => [head('GET', target, headers)];
export const post = (body = GOOD, { target = SUBMIT, headers = ANN + JSON_TYPE, method = 'POST' } = {}) => [
  head(method, target, `${headers}Content-Length: ${Buffer.byteLength(body)}\r\n`), body,
];

const ids = {
  'a parent': '..', 'an encoded parent': '%2e%2e', 'half a parent encoded': '.%2e', 'the folder': '.', 'an encoded folder': '%2E',
  'a parent and a route': '../../user/balance', 'a parent, slashes encoded': '..%2f..%2fuser%2fbalance', 'all of it encoded': '%2e%2e%2f%2e%2e%2fuser',
  'twice encoded': '%252e%252e%252fuser', 'a slash twice encoded': 'a%252fb', 'an encoded slash': 'a%2fb', 'an encoded backslash': 'a%5cb', 'a backslash': 'a\\b',
  'a backslash parent': '..\\..\\user', 'a slash': 'a/b', 'a trailing slash': 'a/', 'nothing': '', 'two slashes': '/a', 'a query': 'a?key=1', 'an empty query': 'a?',
  'an encoded query': 'a%3fkey=1', 'an encoded fragment': 'a%23b', 'a path parameter': 'a;b=c', 'an encoded path parameter': '..%3b%2fuser', 'a NUL': 'a%00', 'a line end': 'a%0d%0aX-Evil:%201',
  'a line feed': 'a%0aHost:%20evil', 'DEL': 'a%7f', 'a tab': 'a%09b', 'a C1 control': 'a%c2%85b', 'overlong UTF-8': '%c0%ae%c0%ae', 'an overlong slash': 'a%c0%afb', 'a surrogate in UTF-8': '%ed%a0%80',
  'half a character': 'a%e4%b8', 'a loose percent sign': 'a%', 'percent and letters': 'a%zz', 'a full-width slash': '..%ef%bc%8f..%ef%bc%8fuser', 'full-width dots': '%ef%bc%8e%ef%bc%8e',
  'a two-dot leader': '%e2%80%a5', 'right to left': 'a%e2%80%aeb', 'zero width': 'a%e2%80%8bb', 'a line separator': 'a%e2%80%a8b', 'a byte order mark': '%ef%bb%bfa',
  'a very long id': 'a'.repeat(5000), 'an id of percent signs': '%25'.repeat(20), 'an address': 'http:%2f%2fevil.example%2f', 'somebody else': 'of-bob',
};

const targets = {
  'another route': '/v1/user/balance', 'the root': '/', 'a route in capitals': '/V1/videos/generations/a', 'a route with escapes': '/v1/%76ideos/generations/a',
  'a route with dots': '/v1/./videos/generations/a', 'a detour': '/v1/x/../videos/generations/a', 'an encoded detour': '/v1/x/%2e%2e/videos/generations/a', 'two slashes in front': '//v1/videos/generations/a',
  'two slashes between': '/v1//videos/generations/a', 'v1 twice': '/v1/v1/videos/generations/a', 'another host': '//evil.example/v1/videos/generations/a',
  'an address': 'http://evil.example/v1/videos/generations/a', 'an https address': 'https://evil.example/v1/videos/generations/a', 'the metadata service': 'http://169.254.169.254/v1/videos/generations/a',
  'an address with a user': 'http://localhost@evil.example/v1/videos/generations/a', 'an asterisk': '*', 'no slash': 'v1/videos/generations/a', 'a file': 'file:///etc/passwd', 'backslashes': '\\v1\\videos\\generations\\a',
  'a semicolon': '/v1/videos/generations;a/b', 'a fragment': '/v1/videos/generations/a#b', 'a control character': '/v1/videos/generations/\x01', 'a space': '/v1/videos/generations/a b', 'a longer name': '/v1/videos/generationsx',
  'the prototype': '/__proto__', 'a constructor': '/constructor',
};

const bodies = {
  'no JSON': 'model=seedance-2', 'nothing': '', 'half of it': GOOD.slice(0, 30), 'a list': `[${GOOD}]`, 'null': 'null', 'a string': '"x"', 'two requests': `${GOOD}${GOOD}`,
  'a key twice': '{"model":"seedance-2","prompt":"a","prompt":"b"}', 'a key twice, once escaped': '{"model":"seedance-2","prompt":"a","\\u0070rompt":"b"}',
  'the business id twice': '{"model":"seedance-2","prompt":"a","client_business_id":"a","client_business_id":"b"}',
  'two business ids': '{"model":"seedance-2","prompt":"a","client_business_id":"a","metadata":{"client_business_id":"b"}}',
  'a model by way of the prototype': '{"__proto__":{"model":"seedance-2","prompt":"a"}}', 'a model by way of the constructor': '{"constructor":{"prototype":{"model":"seedance-2"}},"prompt":"a"}',
  'the prototype inside': '{"model":"seedance-9","prompt":"a","metadata":{"__proto__":{"model":"seedance-2"}}}',
  'deep nesting': `{"model":"seedance-2","prompt":"a","metadata":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'deep and open': '['.repeat(200_000), 'objects, deep and open': '{"a":'.repeat(100_000),
  'a number as the model': '{"model":2,"prompt":"a"}', 'a huge number': '{"model":"seedance-2","prompt":"a","seed":1e999}', 'a seed too precise': '{"model":"seedance-2","prompt":"a","seed":9007199254740993}',
  'a local file': '{"model":"seedance-2","prompt":"a","image_with_roles":[{"url":"file:///etc/passwd","role":"first_frame"}]}', 'a script': '{"model":"seedance-2","prompt":"a","image_with_roles":[{"url":"javascript:alert(1)","role":"first_frame"}]}',
  'a line end in a URL': '{"model":"seedance-2","prompt":"a","image_with_roles":[{"url":"https://example.com/\\r\\nHost: evil","role":"first_frame"}]}', 'a lone surrogate': '{"model":"seedance-2","prompt":"\\ud800"}',
  'a business id that is a parent': '{"model":"seedance-2","prompt":"a","client_business_id":".."}', 'a business id with a NUL': '{"model":"seedance-2","prompt":"a","client_business_id":"a\\u0000"}',
  'a business id with a line end': '{"model":"seedance-2","prompt":"a","client_business_id":"a\\r\\nb"}', 'a business id that climbs': '{"model":"seedance-2","prompt":"a","client_business_id":"../../user"}',
  'a business id of another': '{"model":"seedance-2","prompt":"a","client_business_id":"of-bob"}', 'bytes that are no UTF-8': Buffer.from('{"model":"seedance-2","prompt":"\xff\xfe"}', 'latin1'),
  'UTF-16': Buffer.from(`\ufeff${GOOD}`, 'utf16le'), 'NUL behind it': `${GOOD}\0`, 'a prompt too large': JSON.stringify({ model: 'seedance-2', prompt: 'a'.repeat(300_000) }), 'a key too large': `{"${'k'.repeat(300_000)}":1}`,
  'too many values': `{"model":"seedance-2","prompt":"a","metadata":{"a":[${'0,'.repeat(20_000)}0]}}`, 'too large by one byte': `${GOOD}${' '.repeat((1 << 20) + 1 - GOOD.length)}`, 'comments': `/**/${GOOD}`, 'a trailing comma': '{"model":"seedance-2","prompt":"a",}',
};

const methods = ['PUT', 'PATCH', 'DELETE', 'HEAD', 'GET', 'TRACE', 'OPTIONS', 'PROPFIND', 'LINK'];
const types = {
  'a form': 'application/x-www-form-urlencoded', 'text': 'text/plain', 'text that says JSON': 'text/plain; application/json', 'multipart': 'multipart/form-data; boundary=x', 'another charset': 'application/json; charset=utf-16',
  'a longer type': 'application/jsonp', 'JSON of some kind': 'application/merge-patch+json', 'two types': 'application/json, text/plain', 'XML': 'application/xml', 'nothing': '',
};

/** Names and bytes. */
export const probes = [
  ...Object.entries(ids).map(([name, id]) => [`GET an id: ${name}`, get(`${SUBMIT}/${id}`)]),
  ...Object.entries(targets).map(([name, target]) => [`GET ${name}`, get(target)]),
  ...['/v1/videos/generations/', '/v1/videos/generations?x=1', '/v1/videos/generations?', '/v1/videos/generations/../generations', '/v1/videos/generations/a', 'http://evil.example/v1/videos/generations'].map((target) => [`POST to ${target}`, post(GOOD, { target })]),
  ...Object.entries(bodies).map(([name, body]) => [`a body: ${name}`, post(body)]),
  ...methods.map((method) => [`${method} on the submit route`, method === 'HEAD' || method === 'GET' ? [head(method, SUBMIT, ANN)] : post(GOOD, { method })]),
  ...['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) => [`${method} on the status route`, post(GOOD, { method, target: `${SUBMIT}/tsk_1` })]),
  ['a method by header', [head('GET', SUBMIT, `${ANN}X-HTTP-Method-Override: POST\r\n`)]],
  ...Object.entries(types).map(([name, type]) => [`a type: ${name}`, post(GOOD, { headers: `${ANN}Content-Type: ${type}\r\n` })]),
  ['no type', post(GOOD, { headers: ANN })],
  ['a compressed body', post(GOOD, { headers: `${ANN}${JSON_TYPE}Content-Encoding: gzip\r\n` })],
  ['nobody', post(GOOD, { headers: JSON_TYPE })],
  ['nobody looks', get(`${SUBMIT}/tsk_1`, '')],
  ['somebody unknown', post(GOOD, { headers: `${JSON_TYPE}Authorization: Bearer eve\r\n` })],
  ['a cookie alone', post(GOOD, { headers: `${JSON_TYPE}Cookie: session=ann\r\n` })],
  ['an empty name', post(GOOD, { headers: `${JSON_TYPE}Authorization: Bearer \r\n` })],
  ['two names', post(GOOD, { headers: `${JSON_TYPE}Authorization: Bearer eve\r\nAuthorization: Bearer ann\r\n` })],
  ['a page of elsewhere', post(GOOD, { headers: `${ANN}${JSON_TYPE}Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n` })],
  ['a page of a neighbour', get(`${SUBMIT}/tsk_1`, `${ANN}Origin: https://other.example.com\r\nSec-Fetch-Site: same-site\r\n`)],
  ['a page without an origin', post(GOOD, { headers: `${ANN}${JSON_TYPE}Origin: null\r\nSec-Fetch-Site: cross-site\r\n` })],
  ['an origin asks ahead', [head('OPTIONS', SUBMIT, 'Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n')]],
  ['an origin that looks alike asks ahead', [head('OPTIONS', SUBMIT, 'Origin: https://app.example.com.evil.example\r\nAccess-Control-Request-Method: POST\r\n')]],
  ['a listed origin, over http, asks ahead', [head('OPTIONS', SUBMIT, 'Origin: http://app.example.com\r\nAccess-Control-Request-Method: POST\r\n')]],
  ['no origin asks ahead', [head('OPTIONS', SUBMIT, 'Origin: null\r\nAccess-Control-Request-Method: POST\r\n')]],
  ['a length that is claimed', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Content-Length: 99999999999\r\n`)]],
  ['a length below zero', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Content-Length: -1\r\n`), GOOD]],
  ['two lengths', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Content-Length: 5\r\nContent-Length: ${GOOD.length}\r\n`), GOOD]],
  ['a length and chunks', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`), `0\r\n\r\n${head('GET', '/v1/user/balance', ANN)}`]],
  ['chunks by another name', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Transfer-Encoding: xchunked\r\n`), GOOD]],
  ['chunks of no size', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Transfer-Encoding: chunked\r\n`), `zz\r\n${GOOD}\r\n0\r\n\r\n`]],
  ['chunks without end', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Transfer-Encoding: chunked\r\n`), ...Array(80).fill(`8000\r\n${' '.repeat(0x8000)}\r\n`)]],
  ['a body that stops', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Content-Length: 500\r\n`), GOOD]],
  ['a body by the drop', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Content-Length: ${GOOD.length}\r\n`), ...[...GOOD.slice(0, 60)].flatMap((letter) => [letter, 50])]],
  ['a body by chunks, one byte each', [head('POST', SUBMIT, `${ANN}${JSON_TYPE}Transfer-Encoding: chunked\r\n`), ...[...GOOD.slice(0, 60)].flatMap((letter) => [`1\r\n${letter}\r\n`, 50])]],
  ['a folded header', [`POST ${SUBMIT} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: a\r\n b\r\n${ANN.replace('Bearer ann', 'Bearer\r\n eve')}${JSON_TYPE}Content-Length: ${GOOD.length}\r\n\r\n`, GOOD]],
  ['a NUL in a header', [head('POST', SUBMIT, `Authorization: Bearer ann\0\r\n${JSON_TYPE}Content-Length: ${GOOD.length}\r\n`), GOOD]],
  ['a space before the colon', [head('POST', SUBMIT, `Authorization : Bearer ann\r\n${JSON_TYPE}Content-Length: ${GOOD.length}\r\n`), GOOD]],
  ['headers without end', [`POST ${SUBMIT} HTTP/1.1\r\nHost: localhost\r\n${ANN}`, ...Array(40).fill(`X-Fill: ${'a'.repeat(1000)}\r\n`), '\r\n']],
  ['no host', [`GET ${SUBMIT}/tsk_1 HTTP/1.1\r\nConnection: close\r\n\r\n`]],
  ['two hosts, nobody', [`GET ${SUBMIT}/tsk_1 HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`]],
  ['another protocol', [`GET ${SUBMIT}/tsk_1 FTP/9.9\r\n\r\n`]],
  ['no protocol at all', [Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc])], ],
  ['a tunnel', [`CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n${ANN}\r\n`]],
  ['an upgrade', get('/v1/videos', `${ANN}Upgrade: websocket\r\nConnection: Upgrade\r\n`)],
];
