//! Passes requests on to another server of this machine, and its answers back as they are. It knows no route's meaning.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use tiny_http::Request;

use crate::server::{Answer, Handler, text};

/// What the other server needs to know; nothing else of a request's head is passed on.
const PASSED: &[&str] =
    &["Host", "Accept", "Content-Type", "Content-Encoding", "Range", "Origin", "Sec-Fetch-Site", "Authorization"];
/// Longer than the other server itself waits for anything.
const PATIENCE: Duration = Duration::from_secs(120);

/// Everything below some paths, to one port.
pub struct Forward {
    pub port: u16,
    pub below: &'static [&'static str],
}

impl Handler for Forward {
    fn answer(&self, request: &mut Request) -> Option<Answer> {
        if !self.below.iter().any(|path| request.url().starts_with(path)) {
            return None;
        }
        if has(request, "Transfer-Encoding") {
            return Some(Answer::Made(text(411, "a body needs a Content-Length\n")));
        }
        Some(match self.ask(request) {
            Ok(bytes) if !bytes.is_empty() => Answer::Verbatim(bytes),
            Ok(_) => Answer::Made(text(502, "the API of the demo broke off\n")),
            Err(error) => Answer::Made(text(502, &format!("the API of the demo cannot be reached: {error}\n"))),
        })
    }
}

impl Forward {
    /// One connection per request: the answer is all that comes until its end.
    fn ask(&self, request: &mut Request) -> io::Result<Vec<u8>> {
        let length = request.body_length().unwrap_or(0);
        let mut head = format!("{} {} HTTP/1.1\r\n", request.method(), request.url());
        for header in request.headers() {
            if PASSED.iter().any(|name| header.field.equiv(name)) {
                head.push_str(&format!("{}: {}\r\n", header.field, header.value));
            }
        }
        head.push_str(&format!("Content-Length: {length}\r\nConnection: close\r\n\r\n"));

        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(head.as_bytes())?;
        // A server that has seen enough answers and hangs up before the body is through: the answer counts.
        let sent = io::copy(request.as_reader(), &mut stream);
        let mut answer = Vec::new();
        match (stream.read_to_end(&mut answer), sent) {
            (Err(error), _) | (_, Err(error)) if answer.is_empty() => Err(error),
            _ => Ok(answer),
        }
    }
}

fn has(request: &Request, name: &'static str) -> bool {
    request.headers().iter().any(|header| header.field.equiv(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{listen, serve};
    use std::net::TcpListener;
    use std::thread;

    /// What a server behind the forwarder saw of one request, and what the caller got for it.
    fn passed(sent: &str, answered: &'static [u8]) -> (String, String) {
        let behind = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let forward = Forward { port: behind.local_addr().unwrap().port(), below: &["/api/"] };
        let seen = thread::spawn(move || {
            let (mut stream, _) = behind.accept().unwrap();
            let mut seen = String::new();
            let mut buffer = [0; 4096];
            while !seen.ends_with("end") {
                let count = stream.read(&mut buffer).unwrap();
                assert!(count > 0, "{seen}");
                seen.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
            }
            stream.write_all(answered).unwrap();
            seen
        });
        let listener = listen(0).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || serve(listener, &[&forward]));
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        write!(stream, "{}", sent.replace("HOST", &format!("127.0.0.1:{port}"))).unwrap();
        let mut got = vec![0; answered.len()];
        stream.read_exact(&mut got).unwrap();
        (seen.join().unwrap(), String::from_utf8(got).unwrap())
    }

    #[test]
    fn bodies_go_through_and_answers_come_back_as_they_are() {
        const ANSWER: &[u8] = b"HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok";
        let (seen, got) = passed(
            "POST /api/x HTTP/1.1\r\nHost: HOST\r\nCookie: mine\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"a\":end",
            ANSWER,
        );
        assert_eq!(got.as_bytes(), ANSWER);
        let (head, body) = seen.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /api/x HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("Content-Length: 8") && head.contains("Connection: close"), "{head}");
        assert!(head.contains("Sec-Fetch-Site: same-origin") && !head.contains("Cookie"), "{head}");
        assert_eq!(body, "{\"a\":end");
    }

    #[test]
    fn nobody_behind_is_said() {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let listener = listen(0).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || serve(listener, &[&Forward { port: free, below: &["/api/"] }]));
        for (path, status) in [("/api/x", "502"), ("/apix", "404")] {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        }
    }
}
