//! A role that the list, the model and the edition do not have.

use super::nearest::unique;
use super::{RepairOf, Rule};
use crate::capability::Role;
use crate::report::{Param, Severities, Severity};
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
                findings.part(field, index, Part::Role).text(Param::Actual, role);
                findings.roles(Param::Allowed, facts.roles(field));
                if let Some(model) = facts.model {
                    findings.model(model);
                }
            }
        }
    },
    repair: Some(|facts, finding| {
        let Place::Part(field, index, _) = finding.place else { return None };
        let role = facts.draft.item(field, index)?.role.value.text()?;
        // A role that exists elsewhere was meant as it stands.
        if Role::from_name(role).is_some() {
            return None;
        }
        let nearest = unique(role, facts.roles(field).iter().map(|role| role.name()))?;
        RepairOf::word(finding, nearest)
    }),
    ..Rule::BLANK
};
