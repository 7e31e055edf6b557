-- Written by hand: what Drizzle cannot say. See README.md, "What is beside the table".

-- When records arrived: a row for each insert, whose records have the numbers (the rowids of
-- `logs`) up to `last`, from behind the `last` of the row before. Numbers are never used again.
CREATE TABLE arrivals (
  last integer PRIMARY KEY NOT NULL,
  received_at integer NOT NULL
);
--> statement-breakpoint
-- Any three characters of a message find it. The text itself is kept in `logs` alone.
CREATE VIRTUAL TABLE logs_text USING fts5(
  message, content = 'logs', content_rowid = 'rowid', tokenize = 'trigram'
);
--> statement-breakpoint
CREATE TRIGGER logs_text_insert AFTER INSERT ON logs BEGIN
  INSERT INTO logs_text (rowid, message) VALUES (new.rowid, new.message);
END;
--> statement-breakpoint
CREATE TRIGGER logs_text_delete AFTER DELETE ON logs BEGIN
  INSERT INTO logs_text (logs_text, rowid, message) VALUES ('delete', old.rowid, old.message);
END;
--> statement-breakpoint
CREATE TRIGGER logs_text_update AFTER UPDATE OF message ON logs BEGIN
  INSERT INTO logs_text (logs_text, rowid, message) VALUES ('delete', old.rowid, old.message);
  INSERT INTO logs_text (rowid, message) VALUES (new.rowid, new.message);
END;
