//! The province from outside: stations over real connections, a vault behind.

#[cfg(test)]
mod documents;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod tus;
#[cfg(test)]
mod vault;
#[cfg(test)]
mod world;
