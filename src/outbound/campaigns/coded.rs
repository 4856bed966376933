//! Enums whose values are kept in columns as the codes that their JSON has.

/// Declares an enum with a code for each value.
macro_rules! coded {
    ($(#[$meta:meta])* $visible:vis enum $name:ident {
        $($(#[$of_value:meta])* $value:ident = $code:tt),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        $visible enum $name {
            $($(#[$of_value])* #[serde(rename = $code)] $value),+
        }

        impl $name {
            /// As kept and told.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$value => $code),+
                }
            }

            /// The value of a kept code.
            ///
            /// # Errors
            /// [`crate::db::DbError::Corrupt`] with what has it, and the code.
            pub fn of_code(what: &'static str, id: &str, code: &str) -> Result<Self, $crate::db::DbError> {
                match code {
                    $($code => Ok(Self::$value),)+
                    other => Err($crate::db::DbError::Corrupt {
                        what,
                        id: id.to_owned(),
                        reason: format!("unknown {} {other:?}", stringify!($name)),
                    }),
                }
            }
        }
    };
}

pub(in crate::outbound) use coded;
