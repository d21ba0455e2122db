//! Two pieces of work at the same time.

use std::panic::resume_unwind;
use std::thread::scope;

/// Does the second in a thread of its own while this thread does the first. For what takes milliseconds: a thread costs some
/// hundredths of one.
pub(crate) fn side_by_side<A, B: Send>(
    first: impl FnOnce() -> A,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        match second.join() {
            Ok(second) => (first, second),
            Err(panic) => resume_unwind(panic),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_results_come_back_in_their_order() {
        let words = ["one", "two"];
        let (first, second) = side_by_side(|| words[0].len(), || words[1].to_owned());
        assert_eq!((first, second.as_str()), (3, "two"));
    }
}
