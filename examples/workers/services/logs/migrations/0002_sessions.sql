-- Written by hand. Sessions of the page: the SHA-256 of the cookie and of the token that it was opened with, the word that
-- has to come with what changes something, and when it was opened, in milliseconds since 1970.
CREATE TABLE sessions (
  cookie text PRIMARY KEY NOT NULL,
  token text NOT NULL,
  csrf text NOT NULL,
  opened integer NOT NULL
) WITHOUT ROWID;
