//! The same URL in the same role twice in one list.

use super::{Facts, InSchema, RepairOf, Rule};
use crate::report::{Findings, Op, Severities, Severity};
use crate::request::order::ordered_apart;
use crate::request::{Field, Item, Part, Place, Value};
use std::cmp::Ordering;

pub(crate) static RULE: Rule = Rule {
    code: "duplicate-reference",
    severity: Severities::always(Severity::Warning),
    section: "Body / image_with_roles",
    schema: InSchema::NeverInvalid,
    check,
    repair: Some(|_, finding| {
        let (Place::Item(list, index) | Place::Part(list, index, _)) = finding.place else { return None };
        RepairOf::step(Op::Remove(Place::Item(list, index)))
    }),
    ..Rule::BLANK
};

/// Up to this many items are compared each with each; more are sorted.
const FEW: usize = 16;

fn check<'a>(facts: &Facts<'_, 'a>, findings: &mut Findings<'a>) {
    for list in Field::MEDIA {
        let items = facts.draft.list(list);
        if items.len() <= FEW {
            for (later, index) in items.iter().zip(0u32..) {
                let mut earlier = items.iter().take(index as usize).filter(|earlier| is_reference(list, earlier));
                if is_reference(list, later) && earlier.any(|earlier| compare(earlier, later).is_eq()) {
                    add(findings, list, index, later);
                }
            }
            continue;
        }
        let order = ordered_apart(items.len(), &|one, two| match (items.get(one as usize), items.get(two as usize)) {
            (Some(one), Some(two)) => compare(one, two),
            _ => Ordering::Equal,
        });
        let mut earlier: Option<&Item<'a>> = None;
        for index in order {
            let Some(later) = items.get(index).filter(|item| is_reference(list, item)) else { continue };
            if earlier.is_some_and(|earlier| compare(earlier, later).is_eq()) {
                add(findings, list, index as u32, later);
            }
            earlier = Some(later);
        }
    }
}

fn is_reference(list: Field, item: &Item<'_>) -> bool {
    let role = list == Field::ImageUrls || (item.role.value.text().is_some() && !item.role.value.is_blank());
    role && matches!(item.url.value, Value::Text(_) | Value::Data(_)) && !item.url.value.is_blank()
}

fn compare(one: &Item<'_>, two: &Item<'_>) -> Ordering {
    let key = |value: Value<'_>| match value {
        Value::Data(long) => long.identity,
        _ => 0,
    };
    (one.url.value.text(), key(one.url.value), one.role.value.text()).cmp(&(
        two.url.value.text(),
        key(two.url.value),
        two.role.value.text(),
    ))
}

fn add<'a>(findings: &mut Findings<'a>, list: Field, index: u32, item: &Item<'a>) {
    let place = match list {
        Field::ImageUrls => Place::Item(list, index),
        _ => Place::Part(list, index, Part::Url),
    };
    findings.add(place).actual(&item.url.value);
}
