//! A role that the list, the model and the edition do not have.

use super::nearest::{fold, unique};
use super::{RepairOf, Rule};
use crate::capability::Role;
use crate::report::{Arg, Fresh, Op, Param, Severities, Severity};
use crate::request::{Part, Place};

pub(crate) static RULE: Rule = Rule {
    code: "role-not-offered",
    severity: Severities::always(Severity::Error),
    section: "Body / image_with_roles",
    check: |facts, findings| {
        for field in facts.lists_with_unusable_roles() {
            for (item, index) in facts.draft.list(field).iter().zip(0u32..) {
                let Some(role) = item.role.value.text().filter(|_| !item.role.value.is_blank()) else { continue };
                if facts.usable_role(field, role).is_some() {
                    continue;
                }
                let place = Place::Part(field, index, Part::Role);
                let actual = (Param::Actual, Arg::Text(role));
                let allowed = (Param::Allowed, Arg::Roles(facts.roles(field)));
                match facts.model {
                    Some(model) => findings.add(place, &[actual, allowed, (Param::Model, Arg::Word(model.name))]),
                    None => findings.add(place, &[actual, allowed]),
                }
            }
        }
    },
    repair: Some(|facts, finding| {
        let Place::Part(field, index, _) = finding.place else { return None };
        let role = facts.draft.item(field, index)?.role.value.text()?;
        // A role that exists elsewhere was meant as it stands.
        if Role::ALL.iter().any(|known| known.name() == role) {
            return None;
        }
        let nearest = unique(&fold(role)?, facts.roles(field).iter(), |role| role.name())?;
        let mut path = Vec::new();
        facts.draft.path(finding.place, &mut path);
        Some(RepairOf(vec![Op::Replace(path, Fresh::Word(nearest.name()))]))
    }),
    ..Rule::BLANK
};
