//! The nouns of the package for TypeScript: one request type a model and edition, the codes, the shapes of the data
//! files. The verbs are written by hand beside it; no option of the API is.

use super::banner;
use super::fields::{default, describe, documented_anywhere, exposure, is_required, limit, options, roles, section};
use crate::capability::{Exposure, Limit, Model, Page, Role};
use crate::edition::Edition;
use crate::locale::EN;
use crate::report::{Param, Severity};
use crate::request::{Field, Shape};
use crate::rules::RULES;
use std::fmt::Write as _;

pub(super) fn file() -> (String, String) {
    let mut text = banner("//", "src/capability/table.rs, src/rules/ and src/locale/en.rs");
    words(&mut text);
    for edition in Edition::ALL {
        requests(&mut text, Page::of(edition));
    }
    by_edition(&mut text);
    text.push_str(SHAPES);
    ("pkg-template/generated/types.d.ts".to_owned(), text)
}

/// The unions of plain words.
fn words(text: &mut String) {
    let every_page = || Edition::ALL.into_iter().map(Page::of);
    let models = once(every_page().flat_map(|page| page.models).map(|model| model.name));
    let unions = [
        ("Edition", "A published revision of the API page.", editions()),
        ("DefaultEdition", "The edition that is asked when none is named.", quoted([Edition::default().name()])),
        (
            "Severity",
            "How much an issue weighs: only errors make a request invalid.",
            quoted(Severity::ALL.map(Severity::name)),
        ),
        ("Code", "The stable name of a rule.", quoted(RULES.iter().map(|rule| rule.code))),
        ("FieldName", "A field that some edition documents.", quoted(documented_anywhere().map(Field::name))),
        ("Role", "What an item of a media list is for.", quoted(Role::ALL.map(Role::name))),
        ("Model", "The name of a model.", quoted(models)),
        ("ParamName", "A parameter of an issue.", quoted(Param::ALL.iter().map(|param| param.name()))),
        (
            "Term",
            "A kind, a reason or a unit that messages name with `{term:…}`.",
            quoted(EN.terms.iter().map(|(name, _)| *name)),
        ),
        ("LabelledField", "A field that catalogs have a label for.", quoted(EN.fields.iter().map(|(name, _)| *name))),
        (
            "LabelledOption",
            "An option that catalogs have a label for.",
            quoted(EN.options.iter().map(|(name, _)| *name)),
        ),
    ];
    for (name, what, union) in unions {
        let _ = write!(text, "\n/** {what} */\nexport type {name} = {union};\n");
    }
}

fn editions() -> String {
    quoted(Edition::ALL.map(Edition::name))
}

/// The request types of one edition.
fn requests(text: &mut String, page: &Page) {
    for model in page.models {
        let _ = write!(
            text,
            "\n/** A request for `{}` ({}), edition {}. */\nexport interface {} {{\n",
            model.name,
            model.positioning,
            page.edition.name(),
            type_name(model, page.edition)
        );
        for field in Field::ALL {
            member(text, field, model, page);
        }
        text.push_str("}\n");
    }
}

fn member(text: &mut String, field: Field, model: &Model, page: &Page) {
    let exposure = exposure(field, model);
    let (edition, name) = (page.edition.name(), field.name());
    match exposure.value {
        Exposure::Documented => {
            let mut comment = describe(field).to_owned();
            for more in [bounds(field, model, page), default_note(field, model, page)].into_iter().flatten() {
                let _ = write!(comment, " {more}");
            }
            let optional = if is_required(field) { "" } else { "?" };
            let _ = write!(
                text,
                "  /** {comment} Edition {edition}, {}. */\n  {name}{optional}: {};\n",
                section(field),
                kind(field, model, page)
            );
        }
        Exposure::NotExposed => {
            let _ = write!(
                text,
                "  /** Not taken by this model. Edition {edition}, {}. */\n  {name}?: never;\n",
                exposure.section
            );
        }
        // What the page does not document has no type: TypeScript says so where it is written out.
        Exposure::Mentioned | Exposure::NotExposedAs(_) | Exposure::Unknown => {}
    }
}

fn kind(field: Field, model: &Model, page: &Page) -> String {
    match (field, field.shape()) {
        (Field::Model, _) => quoted([model.name]),
        (Field::Resolution, _) => quoted(model.resolutions.value.iter().copied()),
        (Field::Duration, _) => {
            let (shortest, longest) = page.duration.value;
            let automatic = if model.auto_duration.value { page.auto_durations.value } else { &[] };
            join((shortest..=longest).map(|n| n.to_string()).chain(automatic.iter().map(|n| n.to_string())))
        }
        (Field::AspectRatio, _) => quoted(options(field, page)),
        (_, Shape::Text) => "string".to_owned(),
        (_, Shape::Integer) => "number".to_owned(),
        (_, Shape::Boolean) => "boolean".to_owned(),
        (_, Shape::Urls) => "readonly string[]".to_owned(),
        (_, Shape::Media) => {
            let roles = roles(field, model).map_or(&[][..], |roles| roles.value);
            format!("readonly MediaItem<{}>[]", quoted(roles.iter().map(|role| role.name())))
        }
        (_, Shape::Tools) => format!("readonly Tool<{}>[]", quoted(options(field, page))),
        (_, Shape::Metadata) => "Metadata".to_owned(),
        (_, Shape::Any) => "unknown".to_owned(),
    }
}

fn bounds(field: Field, model: &Model, page: &Page) -> Option<String> {
    match field {
        Field::Duration => {
            let listed = model.listed_durations.value;
            let automatic = page.auto_durations.value;
            let mut notes = Vec::new();
            if model.auto_duration.value {
                let values = automatic.iter().map(i32::to_string).collect::<Vec<_>>().join(" or ");
                notes.push(format!("{values} leaves it to the service."));
            }
            if !listed.is_empty() {
                notes.push(format!(
                    "The table of the page lists {} alone ({}).",
                    listed.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
                    model.listed_durations.section
                ));
            }
            (!notes.is_empty()).then(|| notes.join(" "))
        }
        Field::ImageUrls | Field::CallbackUrl => None,
        _ => {
            let roles = roles(field, model)?.value;
            let most = roles.iter().map(|role| match limit(*role, model, page).value {
                Limit::AtMost(most) => format!("`{}`: at most {most}", role.name()),
                Limit::DependsOnChannel => format!("`{}`: as many as the channel takes", role.name()),
            });
            let data = if page.data_urls.value { crate::request::read::data_kind(field) } else { None };
            let urls = data.map_or(String::new(), |kind| format!(", or `data:{kind}/…;base64,…`"));
            Some(format!("{}. Each url is https or `asset://…`{urls}.", most.collect::<Vec<_>>().join("; ")))
        }
    }
}

fn default_note(field: Field, model: &Model, page: &Page) -> Option<String> {
    let default = default(field, page)?;
    if field == Field::Model {
        return None;
    }
    if field == Field::Duration && !model.auto_duration.value {
        return Some(format!("The documented default, {default}, is none of them: give a length."));
    }
    Some(format!("Default: `{default}`."))
}

/// The unions by model and edition.
fn by_edition(text: &mut String) {
    text.push_str(
        "\n/** The requests of each edition, a union that `model` tells apart. */\nexport interface Requests {\n",
    );
    for page in Edition::ALL.into_iter().map(Page::of) {
        let members = join(page.models.iter().map(|model| type_name(model, page.edition)));
        let _ = writeln!(text, "  \"{}\": {members};", page.edition.name());
    }
    text.push_str("}\n");
}

/// `seedance-2-mini` in 2026-06 is `Seedance2MiniRequest202606`.
fn type_name(model: &Model, edition: Edition) -> String {
    let mut name = String::new();
    for part in model.name.split('-') {
        let mut rest = part.chars();
        name.extend(rest.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(rest.as_str());
    }
    format!("{name}Request{}", edition.name().replace('-', ""))
}

fn quoted<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    join(words.into_iter().map(|word| format!("\"{word}\"")))
}

fn join(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    if words.is_empty() { "never".to_owned() } else { words.join(" | ") }
}

fn once<'w>(words: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let mut all = Vec::new();
    for word in words {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all
}

/// What holds no option of the API.
const SHAPES: &str = r#"
/** The requests of one edition. */
export type RequestOf<E extends Edition> = Requests[E];

/** A request of the default edition. */
export type SeedanceRequest = RequestOf<DefaultEdition>;

/** An item of a media list. */
export interface MediaItem<R extends Role = Role> {
  /** Where the media is. */
  url: string;
  /** What it is for. */
  role: R;
}

/** A tool that the model may use. */
export interface Tool<T extends string = string> {
  /** Which tool. */
  type: T;
}

/** Keys of the caller's own. */
export interface Metadata {
  /** Taken here too, but recommended at the top of the request. */
  client_business_id?: string;
  readonly [key: string]: unknown;
}

/** What a message is made of. Strings of the request are cut and redacted. */
export type Params = { readonly [name in ParamName]?: string | number | readonly (string | number)[] };

/** The templates of one rule: `{name}` is a parameter, `{term:name}` one that is a term of the catalog. */
export interface Phrase {
  /** What is wrong. */
  readonly message: string;
  /** What to do about it; left out where one of its parameters is not there. */
  readonly help?: string;
  /** What the fix does. */
  readonly fix?: string;
}

/** The words of one language. A missing code does not compile. */
export interface Catalog {
  /** A BCP 47 tag. */
  readonly locale: string;
  /** What stands between the items of a list. */
  readonly separator: string;
  /** One phrase a rule. */
  readonly phrases: Readonly<Record<Code, Phrase>>;
  /** Kinds, reasons and units. */
  readonly terms: Readonly<Record<Term, string>>;
  /** What people call the fields. */
  readonly fields: Readonly<Record<LabelledField, string>>;
  /** What people call roles, tools and automatic lengths. */
  readonly options: Readonly<Record<LabelledOption, string>>;
}

/** A fact of the page, with the section that states it. */
export interface Fact<T> {
  readonly value: T;
  readonly section: string;
}

/** How the page speaks of a field for one model. */
export interface FieldExposure {
  /** `mentioned`: named without being documented. `not_exposed`: said not to be there. `unknown`: not on the page. */
  readonly value: "documented" | "mentioned" | "not_exposed" | "unknown";
  /** The one value that is said not to be there. */
  readonly refused: string | null;
  readonly section: string;
}

/** One model in one edition. */
export interface ModelCapabilities {
  readonly name: Model;
  /** What it is for, in English. */
  readonly positioning: string;
  readonly resolutions: Fact<readonly string[]>;
  /** Whole seconds. */
  readonly durations: {
    readonly min: number;
    readonly max: number;
    /** The values that let the service choose; empty where the model has none. */
    readonly auto: readonly number[];
    /** The lengths that the capability table of the page lists; empty where it gives the whole range. */
    readonly listed: readonly number[];
    readonly section: string;
    readonly listed_section: string;
  };
  /** The roles of each list that has roles. */
  readonly roles: Readonly<Record<"image_with_roles" | "video_with_roles" | "audio_with_roles", Fact<readonly Role[]>>>;
  /** The most items of each role that the model has; `null` depends on the channel. */
  readonly limits: Readonly<Partial<Record<Role, Fact<number | null>>>>;
  readonly fields: Readonly<Record<string, FieldExposure>>;
}

/** One field of the request. */
export interface FieldCapabilities {
  readonly name: string;
  /** The key of its label in a catalog's `fields`. */
  readonly label: string;
  readonly description: string;
  readonly shape: "text" | "integer" | "boolean" | "urls" | "media" | "tools" | "metadata" | "any";
  readonly type: "string" | "integer" | "boolean" | "array" | "object" | null;
  /** Whether the edition documents it for any model. */
  readonly documented: boolean;
  readonly required: boolean;
  readonly default: string | number | boolean | null;
  /** What any model of the edition takes; empty where there is no list. */
  readonly options: readonly string[];
  /** The parts of an item, for lists of items. */
  readonly parts: readonly { readonly name: "url" | "role" | "type"; readonly type: "string"; readonly required: boolean }[];
  /** The media kind of the `data:` URLs taken here; null where none is. */
  readonly data_urls: "image" | "audio" | null;
  readonly section: string;
}

/** What one edition takes. */
export interface Capabilities {
  readonly edition: Edition;
  /** Whether it is the default edition. */
  readonly default: boolean;
  readonly models: readonly ModelCapabilities[];
  /** In the order of the page. */
  readonly fields: readonly FieldCapabilities[];
  readonly aspect_ratios: Fact<readonly string[]>;
  readonly data_urls: Fact<boolean>;
  /** The longest advised prompt: ideographs and words. */
  readonly prompt_advice: Fact<{ readonly ideographs: number; readonly words: number } | null>;
  /** The most bytes of a request, of one string and of one `data:` URL. */
  readonly bytes: { readonly request: number; readonly text: number; readonly data_url: number };
}

/** What a rule means. */
export interface RuleDoc {
  readonly code: Code;
  /** What it is about, in one English sentence. */
  readonly summary: string;
  /** How much it weighs; null where the edition does not have it. */
  readonly severity: Readonly<Record<Edition, Severity | null>>;
  /** The field it speaks of; null where it speaks of any. */
  readonly field: FieldName | null;
  /** The section of the page it rests on. */
  readonly section: string;
  /** Whether the JSON Schema rejects what it finds. */
  readonly schema: boolean;
  /** Why the schema does not. */
  readonly schema_reason: string | null;
  /** Whether it may offer a fix. */
  readonly fixable: boolean;
  /** The English templates. */
  readonly message: string;
  readonly help: string | null;
  readonly fix: string | null;
  /** The parameters that the templates name. */
  readonly params: readonly ParamName[];
}
"#;
