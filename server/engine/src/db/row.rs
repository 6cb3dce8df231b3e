//! Reading rows into structs.

/// Defines a struct that is read from the columns of its fields' names. sqlx has a derive for it, whose crates build
/// both databases' drivers a second time, for the compiler itself: a tenth of the whole build.
macro_rules! row {
    ($(#[$attribute:meta])* $visible:vis struct $name:ident { $($seen:vis $field:ident: $type:ty,)* }) => {
        $(#[$attribute])*
        $visible struct $name {
            $($seen $field: $type,)*
        }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($type: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)*
        {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self { $($field: row.try_get(stringify!($field))?,)* })
            }
        }
    };
}

pub(crate) use row;
