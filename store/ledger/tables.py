"""The tables of a log as they are now; the revisions in migrations/ tell how they came to be."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, MetaData, Table, Text

# These names and forms are what is stored: a change needs a revision in migrations/ (and in founding.py the number of
# that), and old entries stay as they are.

metadata = MetaData()

# On SQLite only a column declared INTEGER is the row's own number; elsewhere 2**31 entries would be the end.
Position = BigInteger().with_variant(Integer(), "sqlite")
# Names are compared by code point, so that a range of names that begin alike is a range of the index.
Name = Text().with_variant(Text(collation="C"), "postgresql")

log_info = Table(
    "log_info",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)

types = Table(
    "types",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Name, nullable=False),
    Column("schema", Integer, nullable=False),
    Index("types_name", "name", "schema", unique=True),
    sqlite_strict=True,
)

situations = Table(
    "situations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("slug", Name, nullable=False),
    Column("opaque", Text, nullable=False),
    Index("situations_slug", "slug", unique=True),
    sqlite_strict=True,
)

tags = Table(
    "tags",
    metadata,
    Column("id", Position, primary_key=True, autoincrement=False),
    Column("name", Name, nullable=False),
    Index("tags_name", "name", unique=True),
    sqlite_strict=True,
)

# No foreign keys: the one writer gives out the numbers itself, and PostgreSQL would look each one up at every insert.
entries = Table(
    "entries",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("recorded_at", Position, nullable=False, comment="microseconds since 1970-01-01 UTC"),
    Column("situation", Integer, nullable=False, comment="0 stands for none"),
    Column("type", Integer, nullable=False),
    Column("identity", LargeBinary),
    Column("tags", Text, nullable=False, comment="a JSON array of tags.id; 0 stands for the tag of the situation"),
    Column("entry", LargeBinary, nullable=False, comment="canonical JSON, the leaf of the tree"),
    Column("tree", LargeBinary, nullable=False, comment="the hashes of the subtrees that end here, level 0 first"),
    Column("disclosure", LargeBinary, comment="null once it is erased"),
    Index("entries_situation", "situation", "position"),
    sqlite_strict=True,
)
# Indexes of some rows only are told without their condition: to name it would load PostgreSQL's dialect for SQLite too.
Index("entries_identity", entries.c.situation, entries.c.identity, unique=True)  # where there is an identity

entry_tags = Table(
    "entry_tags",
    metadata,
    Column("tag", Position, primary_key=True, autoincrement=False),
    Column("position", Position, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

erasures = Table(
    "erasures",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("redacted_by", Position, nullable=False),
    sqlite_strict=True,
)

# What is told of each thing, one row a version of what an entry says of it: see store/statements/.
told = Table(
    "told",
    metadata,
    Column("situation", Integer, primary_key=True, autoincrement=False),
    Column("thing", Position, primary_key=True, autoincrement=False, comment="tags.id; 0 for what was redacted"),
    Column("said_latest", Position, primary_key=True, autoincrement=False, comment="microseconds since 1970-01-01 UTC"),
    Column(
        "said_earliest", Position, primary_key=True, autoincrement=False, comment="likewise; an open end is the end"
    ),
    Column("recorded_at", Position, primary_key=True, autoincrement=False, comment="likewise"),
    Column("position", Position, primary_key=True, autoincrement=False, comment="of the entry"),
    Column("since", Position, primary_key=True, autoincrement=False, comment="the entry from which on it stands"),
    Column("until", Position, comment="the entry from which on it stands no more"),
    Column("act", Integer, nullable=False),
    Column("source", Position, comment="tags.id of who made the statement"),
    Column("about", Position, comment="tags.id of the incident that a claim with a value is about"),
    Column("aspect", Name, comment="of that incident"),
    Column("rest", Text, nullable=False, comment="JSON"),
    Index("told_position", "position"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
Index("told_said", told.c.situation, told.c.said_latest, told.c.said_earliest, told.c.thing)  # of statements
# A tag is of one situation: beginning with that too, these would not look better to SQLite than the primary key does.
Index("told_aspect", told.c.about, told.c.aspect)  # where there is an aspect
Index("told_disowning", told.c.source)  # of denials of authorship

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Position, nullable=False),
    Column("recorded_at", Position),
    Column("root", LargeBinary, nullable=False),
    Column("subtrees", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="head_is_one_row"),
    sqlite_strict=True,
)

tracking = Table(
    "tracking",
    metadata,
    Column("application", Text, primary_key=True),
    Column("position", Position, nullable=False),
    sqlite_strict=True,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Position, primary_key=True, autoincrement=False),
    Column("size", Position, nullable=False),
    Column("note", LargeBinary, nullable=False, comment="a signed note (C2SP tlog-checkpoint)"),
    sqlite_strict=True,
)

timestamps = Table(
    "timestamps",
    metadata,
    Column("number", Position, primary_key=True, autoincrement=False),
    Column("checkpoint", Position, nullable=False, comment="checkpoints.number"),
    Column("token", LargeBinary, nullable=False, comment="a TimeStampResp (RFC 3161) over its text"),
    sqlite_strict=True,
)

# The index of words itself, the table `words`, is FTS5 on SQLite and a tsvector on PostgreSQL: see store/words.py.
words_state = Table(
    "words_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Position, nullable=False, comment="the last entry whose words are in the index"),
    sqlite_strict=True,
)
