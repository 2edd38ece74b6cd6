//! A small server for 127.0.0.1: it knows HTTP and handlers, and not what the demo is.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::shell::Outcome;

pub type Reply = Response<Box<dyn Read + Send>>;

pub enum Answer {
    Made(Reply),
    /// A whole HTTP answer. Its head must end the connection, for it may say anything.
    Verbatim(Vec<u8>),
}

/// Something that answers some of the requests. Handlers are asked in order; what nobody answers is not found.
pub trait Handler: Sync {
    fn answer(&self, request: &mut Request) -> Option<Answer>;
}

/// The first free port from the given one on; 0 lets the system choose.
pub fn listen(port: u16) -> Outcome<TcpListener> {
    (port..=port.saturating_add(50))
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .ok_or_else(|| format!("no port from {port} on is free on 127.0.0.1"))
}

/// Serves until the process ends.
pub fn serve(listener: TcpListener, handlers: &[&dyn Handler]) -> Outcome {
    let address = listener.local_addr().map_err(|error| format!("the server has no address: {error}"))?;
    let server = Server::from_listener(listener, None).map_err(|error| format!("the server cannot start: {error}"))?;
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Ok(mut request) = server.recv() {
                    // A browser that has gone away needs no answer.
                    let _ = match answer(&mut request, address, handlers) {
                        Answer::Made(reply) => request.respond(reply),
                        Answer::Verbatim(bytes) => {
                            let mut writer = request.into_writer();
                            writer.write_all(&bytes).and_then(|()| writer.flush())
                        }
                    };
                }
            });
        }
    });
    Err("the server stopped".to_owned())
}

fn answer(request: &mut Request, address: SocketAddr, handlers: &[&dyn Handler]) -> Answer {
    if !is_own_host(request, address) {
        return Answer::Made(text(421, "this server answers to 127.0.0.1 and localhost only\n"));
    }
    let answered = handlers.iter().find_map(|handler| handler.answer(request));
    answered.unwrap_or_else(|| Answer::Made(text(404, "not found\n")))
}

/// A page of another site may point its own name at 127.0.0.1; it shall not read anything here.
fn is_own_host(request: &Request, address: SocketAddr) -> bool {
    let port = address.port();
    let host = request.headers().iter().find(|header| header.field.equiv("Host"));
    host.is_some_and(|host| {
        host.value == format!("127.0.0.1:{port}").as_str() || host.value == format!("localhost:{port}").as_str()
    })
}

pub fn text(status: u16, message: &str) -> Reply {
    let length = message.len();
    let body: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(message.to_owned()));
    Response::new(
        StatusCode(status),
        headers(&[("Content-Type", "text/plain; charset=utf-8")]),
        body,
        Some(length),
        None,
    )
}

/// The files of one folder, and nothing beside it.
pub struct Files {
    root: PathBuf,
    headers: &'static [(&'static str, &'static str)],
}

impl Files {
    pub fn new(root: &Path, headers: &'static [(&'static str, &'static str)]) -> Outcome<Self> {
        let root = root.canonicalize().map_err(crate::shell::at("serve", root))?;
        Ok(Self { root, headers })
    }

    fn find(&self, url: &str) -> Option<PathBuf> {
        let file = self.root.join(relative(url)?);
        let file = if file.is_dir() { file.join("index.html") } else { file };
        // A link inside the folder may lead out of it.
        file.canonicalize().ok().filter(|file| file.is_file() && file.starts_with(&self.root))
    }
}

impl Handler for Files {
    fn answer(&self, request: &mut Request) -> Option<Answer> {
        let file = self.find(request.url())?;
        if !matches!(request.method(), Method::Get | Method::Head) {
            return Some(Answer::Made(text(405, "only GET and HEAD\n")));
        }
        let opened = File::open(&file).ok()?;
        let length = usize::try_from(opened.metadata().ok()?.len()).ok()?;
        let mut all = headers(self.headers);
        all.extend(headers(&[("Content-Type", content_type(&file))]));
        Some(Answer::Made(Response::new(StatusCode(200), all, Box::new(opened), Some(length), None)))
    }
}

/// The path of a URL as a path below a folder; none if it would leave the folder.
fn relative(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let mut below = PathBuf::new();
    for part in path.split('/') {
        let part = percent_decoded(part)?;
        if part == ".." || part.contains(['/', '\\', '\0', ':']) {
            return None;
        }
        below.push(part);
    }
    Some(below)
}

fn percent_decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?].map(|digit| char::from(digit).to_digit(16));
                let [Some(high), Some(low)] = digits else {
                    return None;
                };
                u8::try_from(high << 4 | low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn headers(list: &[(&str, &str)]) -> Vec<Header> {
    list.iter().filter_map(|(name, value)| Header::from_bytes(*name, *value).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::net::TcpStream;

    #[test]
    fn urls_stay_below_the_folder() {
        for url in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/%2E./x",
            "/a%2f..%2fx",
            "/..%5cx",
            "/a\\..\\x",
            "/c:/x",
            "/%00",
            "/%zz",
            "/%4",
            "x",
            "",
            "/%ff",
        ] {
            assert_eq!(relative(url), None, "{url}");
        }
        assert_eq!(relative("/"), Some(PathBuf::new()));
        assert_eq!(relative("/a/b%20c.js?../x#../y"), Some(PathBuf::from("a/b c.js")));
        assert_eq!(relative("//etc/passwd"), Some(PathBuf::from("etc/passwd")));
        assert_eq!(relative("/..."), Some(PathBuf::from("...")));
    }

    #[test]
    #[cfg(unix)]
    fn links_that_lead_out_are_not_followed() {
        let folder = std::env::temp_dir().join(format!("xtask-server-{}", std::process::id()));
        fs::create_dir_all(folder.join("site")).unwrap();
        fs::write(folder.join("secret.txt"), "s").unwrap();
        fs::write(folder.join("site/index.html"), "i").unwrap();
        std::os::unix::fs::symlink(folder.join("secret.txt"), folder.join("site/link.txt")).unwrap();
        let files = Files::new(&folder.join("site"), &[]).unwrap();
        let found = [files.find("/link.txt"), files.find("/nothing"), files.find("/")];
        fs::remove_dir_all(&folder).unwrap();
        assert!(found[0].is_none() && found[1].is_none());
        assert!(found[2].as_ref().is_some_and(|file| file.ends_with("index.html")));
    }

    #[test]
    fn answers_over_a_socket() {
        let folder = std::env::temp_dir().join(format!("xtask-socket-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "<p>hello").unwrap();
        let listener = listen(0).unwrap();
        let port = listener.local_addr().unwrap().port();
        let files = Files::new(&folder, &[("X-Test", "yes")]).unwrap();
        thread::spawn(move || serve(listener, &[&files]));
        let ask = |line: &str, host: &str| {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            write!(stream, "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        let own = format!("127.0.0.1:{port}");
        let page = ask("GET /", &own);
        let lost = [ask("GET /../Cargo.toml", &own), ask("GET /%2e%2e/Cargo.toml", &own), ask("GET /none", &own)];
        let posted = ask("POST /", &own);
        let foreign = ask("GET /", "example.com");
        fs::remove_dir_all(&folder).unwrap();
        assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("<p>hello"), "{page}");
        assert!(page.contains("X-Test: yes") && page.contains("text/html; charset=utf-8"), "{page}");
        for answer in lost {
            assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        }
        assert!(posted.starts_with("HTTP/1.1 405"), "{posted}");
        assert!(foreign.starts_with("HTTP/1.1 421"), "{foreign}");
    }

    #[test]
    fn a_taken_port_leads_to_the_next() {
        let taken = listen(0).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(listen(port).unwrap().local_addr().unwrap().port(), port);
    }
}
