//! The encoding of torrents: numbers, strings, lists and dictionaries (BEP 3).

/// Values within values.
const MOST_DEPTH: u32 = 64;
/// Values in all: each takes more memory than bytes in the file.
const MOST_VALUES: usize = 1 << 20;

pub(super) type Values<'a> = [Value<'a>];

/// A value; strings are views of the bytes.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Number(i64),
    Bytes(&'a [u8]),
    List(Vec<Value<'a>>),
    Map(Vec<(&'a [u8], Value<'a>)>),
}

impl<'a> Value<'a> {
    /// Reads the value that bytes begin with, as far as it goes, and tells whether it is whole.
    pub(super) fn read(bytes: &'a [u8]) -> (Self, bool) {
        let mut reader = Reader { rest: bytes, left: MOST_VALUES, is_whole: true };
        let value = reader.value(MOST_DEPTH).unwrap_or(Self::List(Vec::new()));
        (value, reader.is_whole)
    }

    pub(super) fn map(&self) -> Option<&[(&'a [u8], Self)]> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    pub(super) fn list(&self) -> &[Self] {
        if let Self::List(list) = self { list } else { &[] }
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub(super) fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    /// How many values may still come.
    left: usize,
    /// Whether nothing was missing or broken so far.
    is_whole: bool,
}

impl<'a> Reader<'a> {
    /// Reads a value; nothing where none begins here.
    fn value(&mut self, depth: u32) -> Option<Value<'a>> {
        let value = self.value_or_damage(depth);
        self.is_whole &= value.is_some();
        value
    }

    fn value_or_damage(&mut self, depth: u32) -> Option<Value<'a>> {
        let depth = depth.checked_sub(1)?;
        self.left = self.left.checked_sub(1)?;
        match *self.rest.first()? {
            b'i' => {
                self.rest = &self.rest[1..];
                self.number_to(b'e').map(Value::Number)
            }
            b'l' => Some(Value::List(self.items(|reader| reader.value(depth)))),
            b'd' => Some(Value::Map(self.items(|reader| {
                let key = reader.value(depth)?.bytes()?;
                Some((key, reader.value(depth)?))
            }))),
            _ => self.string().map(Value::Bytes),
        }
    }

    /// Reads items up to the end of a list, or to damage.
    fn items<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Vec<T> {
        self.rest = &self.rest[1..];
        let mut items = Vec::new();
        loop {
            if let Some(rest) = self.rest.strip_prefix(b"e") {
                self.rest = rest;
                return items;
            }
            let item = item(self);
            self.is_whole &= item.is_some();
            items.extend(item);
            // What follows damage is no item.
            if !self.is_whole {
                return items;
            }
        }
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number_to(b':')?).ok()?;
        let (string, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(string)
    }

    fn number_to(&mut self, end: u8) -> Option<i64> {
        let head = &self.rest[..self.rest.len().min(24)];
        let length = memchr::memchr(end, head)?;
        let number = std::str::from_utf8(&head[..length]).ok()?.parse().ok()?;
        self.rest = &self.rest[length + 1..];
        Some(number)
    }
}
