"""tantivy over the same people: rows a second, size, milliseconds of each search, and who was found; one line of JSON.

tantivy_people.py PEOPLE.csv QUERIES.json FOLDER
"""

import csv
import json
import os
import sys
import time

import tantivy
from tantivy import Occur, Query

people, queries, folder = sys.argv[1:]
builder = tantivy.SchemaBuilder()
builder.add_text_field("name", stored=False)
builder.add_text_field("mother", stored=False)
for raw in ("day", "year", "village"):
    builder.add_text_field(raw, stored=False, tokenizer_name="raw", index_option="basic")
builder.add_text_field("nik", stored=True, tokenizer_name="raw", index_option="basic")
schema = builder.build()

villages = {}
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "../../../../../assets/regions/desa_61.csv"), encoding="utf-8") as file:
    for row in csv.DictReader(file):
        villages[row["code"]] = row["name"].lower()

began = time.perf_counter()
index = tantivy.Index(schema, path=folder)
writer = index.writer(heap_size=256_000_000, num_threads=1)
rows = 0
with open(people, encoding="utf-8", newline="") as file:
    for row in csv.reader(file):
        if row[0] == "NAMA":
            continue
        name, nik, born, mother, village = row[0], row[1], row[3], row[8], row[11]
        writer.add_document(
            tantivy.Document(name=name, mother=mother, day=born, year=born[-4:], village=villages.get(village, ""), nik=nik)
        )
        rows += 1
writer.commit()
writer.wait_merging_threads()
took = time.perf_counter() - began
index.reload()
searcher = index.searcher()


def word(field, text, open_):
    distance = 1 if len(text) >= 4 else 0
    if distance == 0 and not open_:
        return Query.term_query(schema, field, text)
    return Query.fuzzy_term_query(schema, field, text, distance=distance, transposition_cost_one=True, prefix=open_)


def search(asked):
    must = []
    if asked["digits"]:
        must.append((Occur.Must, Query.regex_query(schema, "nik", asked["digits"] + ".*")))
    last = len(asked["words"]) - 1
    for at, text in enumerate(asked["words"]):
        must.append((Occur.Must, word("name", text, asked["open"] and at == last)))
    if asked["day"]:
        must.append((Occur.Must, Query.term_query(schema, "day", asked["day"])))
    if asked["year"]:
        must.append((Occur.Must, Query.term_query(schema, "year", asked["year"])))
    for also in asked["also"]:
        mother = Query.boolean_query([(Occur.Must, word("mother", text, False)) for text in also.split()])
        village = Query.term_query(schema, "village", also)
        must.append((Occur.Must, Query.boolean_query([(Occur.Should, mother), (Occur.Should, village)])))
    if not must:
        return []
    hits = searcher.search(Query.boolean_query(must), limit=10).hits
    return [searcher.doc(address)["nik"][0] for _, address in hits]


times, found = [], []
for one in json.load(open(queries, encoding="utf-8")):
    for key in one["keys"]:
        began = time.perf_counter()
        search(key)
        times.append((time.perf_counter() - began) * 1000)
    if one["nik"] in search(one["end"]):
        found.append(one["nik"])
size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
print(json.dumps({"rows_a_second": rows / took, "mib": size / 1048576, "milliseconds": times, "found": found}))
