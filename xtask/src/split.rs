//! Takes one wasm module apart, so that a bundle carries only what it calls: a base that stands alone, and parts that
//! run on the base's memory, table and stack. Knows no name of this project.
//!
//! What the base can come to is the base's, so it never calls a part. Of the rest a function belongs to a part if only
//! that part can come to it, and else to the common part. Direct calls are read off the code; a call through the table
//! may come to every function of the table with that signature.

use std::collections::{BTreeMap, BTreeSet};

use walrus::ir::{self, Value, Visitor};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, GlobalId, GlobalKind, ImportedFunction,
    Module, TableId, TypeId,
};

use crate::shell::Outcome;

/// What is split off: the exports that move there.
pub struct Part {
    pub name: &'static str,
    pub exports: &'static [&'static str],
}

/// The name under which a part imports the base.
const BASE: &str = "base";
const MEMORY: &str = "memory";
const TABLE: &str = "t";

/// The base, then what several parts need, then each part. All but the base import from those before them.
pub fn split(wasm: &[u8], parts: &[Part]) -> Outcome<Vec<Vec<u8>>> {
    let module = parse(wasm)?;
    let calls = Calls::of(&module)?;
    let exported = |name: &str| {
        let found = module.exports.get_func(name).map(|function| function.index());
        found.map_err(|_| format!("the module has no export {name} to be split off"))
    };
    let mut roots = Vec::new();
    for part in parts {
        roots.push(part.exports.iter().map(|name| exported(name)).collect::<Outcome<Vec<_>>>()?);
    }
    let kept = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(function) => Some(function.index()),
        _ => None,
    });
    let kept = kept.filter(|function| !roots.iter().flatten().any(|root| root == function));
    let base = calls.reached(kept.chain(module.start.map(|start| start.index())));
    let reached: Vec<_> = roots.into_iter().map(|roots| &calls.reached(roots) - &base).collect();
    let times = |function: &usize| reached.iter().filter(|reached| reached.contains(function)).count();
    let common: Functions = reached.iter().flatten().filter(|function| times(function) > 1).copied().collect();

    let shared = Shared::of(&module, &calls, &reached, &base, &common);
    let mut modules = vec![shared.base(parse(wasm)?, &base), shared.part(parse(wasm)?, &[], &common)];
    for (part, reached) in parts.iter().zip(&reached) {
        modules.push(shared.part(parse(wasm)?, part.exports, &(reached - &common)));
    }
    Ok(modules)
}

fn parse(wasm: &[u8]) -> Outcome<Module> {
    Module::from_buffer(wasm).map_err(|error| format!("the module cannot be read: {error:#}"))
}

/// Positions in the file: an identifier holds for one parse of it, a position for all.
type Functions = BTreeSet<usize>;

/// Who calls whom.
struct Calls {
    direct: BTreeMap<usize, Functions>,
    through_table: BTreeMap<usize, BTreeSet<TypeId>>,
    globals: BTreeMap<usize, BTreeSet<usize>>,
    /// The function table, and what stands where in it.
    table: Option<usize>,
    slots: BTreeMap<u32, usize>,
    by_type: BTreeMap<TypeId, Functions>,
}

impl Calls {
    fn of(module: &Module) -> Outcome<Calls> {
        let mut calls = Calls {
            direct: BTreeMap::new(),
            through_table: BTreeMap::new(),
            globals: BTreeMap::new(),
            table: None,
            slots: BTreeMap::new(),
            by_type: BTreeMap::new(),
        };
        for (id, function) in module.funcs.iter_local() {
            let mut seen = Seen::default();
            ir::dfs_in_order(&mut seen, function, function.entry_block());
            calls.direct.insert(id.index(), seen.functions);
            calls.through_table.insert(id.index(), seen.types);
            calls.globals.insert(id.index(), seen.globals);
        }
        for element in module.elements.iter() {
            let (ElementKind::Active { table, offset }, ElementItems::Functions(functions)) =
                (&element.kind, &element.items)
            else {
                return Err("the module has a table segment that cannot be split".to_owned());
            };
            let ConstExpr::Value(Value::I32(start)) = offset else {
                return Err("the module has a table segment without a fixed place".to_owned());
            };
            if calls.table.replace(table.index()).is_some_and(|other| other != table.index()) {
                return Err("the module has several function tables".to_owned());
            }
            for (slot, function) in (*start as u32..).zip(functions) {
                calls.slots.insert(slot, function.index());
                calls.by_type.entry(module.funcs.get(*function).ty()).or_default().insert(function.index());
            }
        }
        Ok(calls)
    }

    /// Everything that can come to run.
    fn reached(&self, roots: impl IntoIterator<Item = usize>) -> Functions {
        let mut reached = Functions::new();
        let mut waiting: Vec<usize> = roots.into_iter().collect();
        while let Some(function) = waiting.pop() {
            if reached.insert(function) {
                waiting.extend(self.direct.get(&function).into_iter().flatten());
                let types = self.through_table.get(&function).into_iter().flatten();
                waiting.extend(types.filter_map(|ty| self.by_type.get(ty)).flatten());
            }
        }
        reached
    }
}

#[derive(Default)]
struct Seen {
    functions: Functions,
    types: BTreeSet<TypeId>,
    globals: BTreeSet<usize>,
}

impl<'i> Visitor<'i> for Seen {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.insert(function.index());
    }

    fn visit_call_indirect(&mut self, call: &ir::CallIndirect) {
        self.types.insert(call.ty);
    }

    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.insert(global.index());
    }
}

/// What the base gives to its parts.
struct Shared<'c> {
    calls: &'c Calls,
    functions: Functions,
    globals: BTreeSet<usize>,
    /// The function table, if a part puts functions into it or calls through it.
    table: Option<usize>,
}

impl<'c> Shared<'c> {
    fn of(module: &Module, calls: &'c Calls, parts: &[Functions], base: &Functions, common: &Functions) -> Self {
        let local: Functions = module.funcs.iter_local().map(|(id, _)| id.index()).collect();
        let all = || parts.iter().flatten();
        let called = |from: &Functions| -> Functions {
            from.iter().filter_map(|function| calls.direct.get(function)).flatten().copied().collect()
        };
        let of_base = parts.iter().flat_map(|part| &called(part) & base).collect::<Functions>();
        let of_common = parts.iter().flat_map(|part| &called(&(part - common)) & common).collect::<Functions>();
        Shared {
            functions: &(&of_base | &of_common) & &local,
            globals: all().filter_map(|function| calls.globals.get(function)).flatten().copied().collect(),
            table: calls.table.filter(|_| {
                let through = |function| calls.through_table.get(function).is_some_and(|types| !types.is_empty());
                all().any(|function| through(function) || calls.slots.values().any(|held| held == function))
            }),
            calls,
        }
    }

    fn base(&self, mut module: Module, base: &Functions) -> Vec<u8> {
        let lost = module.exports.iter().filter(|export| match export.item {
            ExportItem::Function(function) => !base.contains(&function.index()),
            _ => false,
        });
        let lost: Vec<_> = lost.map(|export| export.id()).collect();
        lost.into_iter().for_each(|export| module.exports.delete(export));
        self.fill_table(&mut module, base);
        self.give_functions(&mut module, base);
        for (name, global) in self.given_globals(&module) {
            module.exports.add(&name, global);
        }
        if let Some(table) = self.given_table(&module) {
            module.exports.add(TABLE, table);
        }
        finished(module)
    }

    fn part(&self, mut module: Module, exports: &[&str], own: &Functions) -> Vec<u8> {
        let others = module.exports.iter().filter(|export| !exports.contains(&export.name.as_str()));
        let others: Vec<_> = others.map(|export| export.id()).collect();
        others.into_iter().for_each(|export| module.exports.delete(export));
        module.start = None;
        self.fill_table(&mut module, own);
        self.give_functions(&mut module, own);
        for (name, function) in self.given_functions(&module) {
            if !own.contains(&function.index()) {
                let ty = module.funcs.get(function).ty();
                let import = module.imports.add(BASE, &name, function);
                module.funcs.get_mut(function).kind = FunctionKind::Import(ImportedFunction { import, ty });
            }
        }
        for (name, global) in self.given_globals(&module) {
            module.globals.get_mut(global).kind = GlobalKind::Import(module.imports.add(BASE, &name, global));
        }
        if let Some(table) = self.given_table(&module) {
            module.tables.get_mut(table).import = Some(module.imports.add(BASE, TABLE, table));
        }
        let memories: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
        for memory in memories {
            let import = module.imports.add(BASE, MEMORY, memory);
            let memory = module.memories.get_mut(memory);
            memory.import = Some(import);
            memory.data_segments.clear();
        }
        let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
        data.into_iter().for_each(|data| module.data.delete(data));
        finished(module)
    }

    /// Exports those of a module's own functions that another one calls.
    fn give_functions(&self, module: &mut Module, own: &Functions) {
        for (name, function) in self.given_functions(module) {
            if own.contains(&function.index()) {
                module.exports.add(&name, function);
            }
        }
    }

    fn given_functions(&self, module: &Module) -> Vec<(String, FunctionId)> {
        let ids = module.funcs.iter().map(|function| function.id());
        ids.filter(|id| self.functions.contains(&id.index())).map(|id| (name("f", id.index()), id)).collect()
    }

    fn given_globals(&self, module: &Module) -> Vec<(String, GlobalId)> {
        let ids = module.globals.iter().map(|global| global.id());
        ids.filter(|id| self.globals.contains(&id.index())).map(|id| (name("g", id.index()), id)).collect()
    }

    fn given_table(&self, module: &Module) -> Option<TableId> {
        module.tables.iter().map(|table| table.id()).find(|id| Some(id.index()) == self.table)
    }

    /// Leaves only those functions in the table, each where it was.
    fn fill_table(&self, module: &mut Module, functions: &Functions) {
        let segments: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
        segments.into_iter().for_each(|element| module.elements.delete(element));
        let Some(table) = module.tables.iter().map(|table| table.id()).find(|id| Some(id.index()) == self.calls.table)
        else {
            return;
        };
        module.tables.get_mut(table).elem_segments.clear();
        let ids: BTreeMap<usize, FunctionId> =
            module.funcs.iter().map(|function| (function.id().index(), function.id())).collect();
        let mut runs: Vec<(u32, Vec<FunctionId>)> = Vec::new();
        for (slot, function) in self.calls.slots.iter().filter(|(_, function)| functions.contains(function)) {
            let function = ids[function];
            match runs.last_mut() {
                Some((start, run)) if *start + run.len() as u32 == *slot => run.push(function),
                _ => runs.push((*slot, vec![function])),
            }
        }
        for (start, run) in runs {
            let offset = ConstExpr::Value(Value::I32(start as i32));
            let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(run));
            module.tables.get_mut(table).elem_segments.insert(element);
        }
    }
}

fn finished(mut module: Module) -> Vec<u8> {
    walrus::passes::gc::run(&mut module);
    module.emit_wasm()
}

/// Short, and the same in every build of the same module.
fn name(kind: &str, index: usize) -> String {
    format!("{kind}{index:x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::FunctionBuilder;

    /// `keep` calls `a`; `one` calls `a` and `b`; `two` calls `b`, and through the table `c`.
    fn example() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add(MEMORY, memory);
        let table = module.tables.add_local(false, 4, Some(4), walrus::RefType::FUNCREF);
        let mut function = |calls: &[FunctionId]| {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            for called in calls {
                builder.func_body().call(*called);
            }
            builder.finish(vec![], &mut module.funcs)
        };
        let [a, b, c] = [function(&[]), function(&[]), function(&[])];
        let (keep, one) = (function(&[a]), function(&[a, b]));
        let signature = module.types.add(&[walrus::ValType::I32], &[]);
        let taken = {
            let argument = module.locals.add(walrus::ValType::I32);
            let mut builder = FunctionBuilder::new(&mut module.types, &[walrus::ValType::I32], &[]);
            builder.func_body().call(c);
            builder.finish(vec![argument], &mut module.funcs)
        };
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.func_body().call(b).i32_const(0).i32_const(2).call_indirect(signature, table);
        let two = builder.finish(vec![], &mut module.funcs);
        let offset = ConstExpr::Value(Value::I32(2));
        let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(vec![taken]));
        module.tables.get_mut(table).elem_segments.insert(element);
        for (name, function) in [("keep", keep), ("one", one), ("two", two)] {
            module.exports.add(name, function);
        }
        module.emit_wasm()
    }

    fn names(module: &Module) -> (Vec<&str>, Vec<&str>) {
        let mut exports: Vec<_> = module.exports.iter().map(|export| export.name.as_str()).collect();
        let mut imports: Vec<_> = module.imports.iter().map(|import| import.name.as_str()).collect();
        exports.sort_unstable();
        imports.sort_unstable();
        (exports, imports)
    }

    #[test]
    fn each_part_has_what_it_alone_calls() {
        let parts = [Part { name: "one", exports: &["one"] }, Part { name: "two", exports: &["two"] }];
        let split: Vec<_> = split(&example(), &parts).unwrap().iter().map(|wasm| parse(wasm).unwrap()).collect();
        let [base, common, one, two] = split.as_slice() else { panic!("{} modules", split.len()) };

        let (exports, imports) = names(base);
        assert!(imports.is_empty());
        assert_eq!(exports.len(), 4, "keep, memory, table and the function that a part calls: {exports:?}");
        assert!(exports.contains(&"keep") && exports.contains(&MEMORY) && exports.contains(&TABLE));
        assert_eq!(base.funcs.iter_local().count(), 2);

        let (given, _) = names(common);
        assert_eq!((given.len(), common.funcs.iter_local().count()), (1, 1));

        let (exports, imports) = names(one);
        assert_eq!(exports, ["one"]);
        assert!(imports.contains(&given[0]) && one.funcs.iter_local().count() == 1);

        let (exports, imports) = names(two);
        assert_eq!(exports, ["two"]);
        assert!(imports.contains(&given[0]) && imports.contains(&TABLE));
        // Itself, what it puts into the table, and what that calls.
        assert_eq!((two.funcs.iter_local().count(), two.elements.iter().count()), (3, 1));
        assert_eq!(base.elements.iter().count() + common.elements.iter().count() + one.elements.iter().count(), 0);
    }

    #[test]
    fn an_export_that_is_not_there_is_named() {
        let error = split(&example(), &[Part { name: "x", exports: &["missing"] }]).unwrap_err();
        assert!(error.contains("missing"), "{error}");
    }
}
