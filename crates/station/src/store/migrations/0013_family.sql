-- Whom the lists name on one family card, for the view of a family. The number finds rows; it is no key of anything.
CREATE INDEX worklist_family ON worklist (fields ->> 'kk-number');
