//! The one sort of the library. It puts positions in order, so it need not be compiled for whatever stands there.

use core::cmp::Ordering;

/// The positions below `count` in the order of what stands there; equals stay as they are. No input makes it slower
/// than `n log n`.
pub(crate) fn ordered(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    ordered_by(count, compare)
}

/// The same through a pointer that takes wider positions: where the build asks what a call may reach, nothing else fits.
/// For whoever must not drag along all that is compared through the other one.
#[inline(never)]
pub(crate) fn ordered_apart(count: usize, compare: &dyn Fn(u64, u64) -> Ordering) -> Vec<usize> {
    ordered_by(count, |one, two| compare(one as u64, two as u64))
}

fn ordered_by(count: usize, compare: impl Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order = Vec::new();
    (0..count).for_each(|position| order.push(position));
    let mut merged = Vec::new();
    let mut run = 1;
    while run < count {
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let (mut left, after) = split(rest, run);
            let (mut right, after) = split(after, run);
            while let ([one, more @ ..], [two, others @ ..]) = (left, right) {
                if compare(*two, *one).is_lt() {
                    merged.push(*two);
                    right = others;
                } else {
                    merged.push(*one);
                    left = more;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
            rest = after;
        }
        core::mem::swap(&mut order, &mut merged);
        merged.clear();
        run *= 2;
    }
    order
}

#[inline]
fn split(positions: &[usize], at: usize) -> (&[usize], &[usize]) {
    positions.split_at_checked(at).unwrap_or((positions, &[]))
}

/// Puts a list into its order; equals stay as they are.
pub(crate) fn arrange<T: Default>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = ordered(list.len(), &|one, two| match (list.get(one), list.get(two)) {
        (Some(one), Some(two)) => compare(one, two),
        _ => Ordering::Equal,
    });
    *list = order.into_iter().filter_map(|position| list.get_mut(position).map(core::mem::take)).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_stable_sort_of_the_standard_library_does() {
        let mut state = 1u32;
        for count in (0..40).chain([1000, 1024, 1025]) {
            let mut list: Vec<(u32, usize)> = (0..count)
                .map(|index| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 16 & 31, index)
                })
                .collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            arrange(&mut list, |one, two| one.0.cmp(&two.0));
            assert_eq!(list, expected);
        }
    }

    #[test]
    fn comparisons_grow_as_n_log_n() {
        for reversed in [false, true] {
            let compared = core::cell::Cell::new(0);
            ordered(1 << 14, &|one, two| {
                compared.set(compared.get() + 1);
                if reversed { two.cmp(&one) } else { one.cmp(&two) }
            });
            assert!(compared.get() <= 14 << 14);
        }
    }
}
