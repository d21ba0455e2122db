-- What lists say beside the fields of the form, and what they are filtered by: the name of the list, the village (a code that
-- is known), the birth date (YYYY-MM-DD), the school, whether the team goes to the resident's bed, and the number of what the
-- register says of their recording (0: nothing). `recorded` is the serial number under which somebody was recorded who was
-- begun from this row; the day-book knows by the NIK all others.
ALTER TABLE worklist ADD COLUMN list TEXT NOT NULL DEFAULT '';
ALTER TABLE worklist ADD COLUMN village TEXT;
ALTER TABLE worklist ADD COLUMN born TEXT;
ALTER TABLE worklist ADD COLUMN school TEXT;
ALTER TABLE worklist ADD COLUMN bed_visit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE worklist ADD COLUMN status INTEGER NOT NULL DEFAULT 0;
ALTER TABLE worklist ADD COLUMN recorded INTEGER;
UPDATE worklist SET
    village = CASE WHEN fields ->> 'village' GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]' THEN fields ->> 'village' END,
    born = CASE WHEN fields ->> 'birth-date' GLOB '[0-9][0-9]-[0-9][0-9]-[0-9][0-9][0-9][0-9]'
        THEN substr(fields ->> 'birth-date', 7) || '-' || substr(fields ->> 'birth-date', 4, 2) || '-' || substr(fields ->> 'birth-date', 1, 2) END;
CREATE INDEX worklist_list ON worklist (list);
CREATE INDEX worklist_village ON worklist (village);

-- The key of the expected resident from whom a draft was begun.
ALTER TABLE draft ADD COLUMN listed TEXT;
