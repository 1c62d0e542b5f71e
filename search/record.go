package search

import (
	index "github.com/blevesearch/bleve_index_api"

	"gatehouse/account"
)

// record is an account's document in the form that the engine takes. The terms are
// ready-made, so no analyzer runs: that is the cheapest way in that the engine
// offers, and leaves nothing to a tokenizer's taste.
type record struct {
	id     string
	terms  terms
	fields []recordField
}

// newRecord makes the document of an account; nil where its state has none.
func newRecord(a account.Account) *record {
	t, ok := document(a)
	if !ok {
		return nil
	}
	r := &record{id: docID(a.ID), terms: t, fields: make([]recordField, 0, fieldCount+1)}
	for f, list := range t {
		if len(list) > 0 {
			r.fields = append(r.fields, newRecordField(field(f), list))
		}
	}
	return r
}

func (r *record) ID() string                                 { return r.id }
func (r *record) Size() int                                  { return 64 * len(r.fields) }
func (r *record) VisitComposite(index.CompositeFieldVisitor) {}
func (r *record) HasComposite() bool                         { return false }
func (r *record) NumPlainTextBytes() uint64                  { return 0 }
func (r *record) StoredFieldsBytes() uint64                  { return 0 }
func (r *record) Indexed() bool                              { return false }

func (r *record) VisitFields(visit index.FieldVisitor) {
	for i := range r.fields {
		visit(&r.fields[i])
	}
}

// AddIDField adds the one field that the engine itself needs: it is indexed and
// stored, and holds the opaque id.
func (r *record) AddIDField() {
	r.fields = append(r.fields, recordField{
		name: "_id", value: []byte(r.id), options: index.IndexField | index.StoreField,
		frequencies: index.TokenFrequencies{r.id: once},
	})
}

// recordField is one field with its terms.
type recordField struct {
	name        string
	value       []byte
	options     index.FieldIndexingOptions
	frequencies index.TokenFrequencies
}

// The engine only reads these, so all documents share them. A frequency of 1 lets
// it put a term of a single document into the dictionary itself, which saves a list of
// some 30 bytes, and costs 5 bytes for each document of a term that has several.
var once, uncounted = counted(1), counted(0)

func counted(n int) *index.TokenFreq {
	frequency := &index.TokenFreq{}
	frequency.SetFrequency(n)
	return frequency
}

func newRecordField(f field, list []string) recordField {
	frequency := uncounted
	if f.alone() {
		frequency = once
	}
	frequencies := make(index.TokenFrequencies, len(list))
	for _, term := range list {
		frequencies[term] = frequency
	}
	return recordField{name: fieldNames[f], options: index.IndexField, frequencies: frequencies}
}

// alone tells of which fields most terms are in one document of a segment.
func (f field) alone() bool {
	return f == exactField || f == mailField || f == joinedField
}

func (f *recordField) Name() string                                     { return f.name }
func (f *recordField) Value() []byte                                    { return f.value }
func (f *recordField) ArrayPositions() []uint64                         { return nil }
func (f *recordField) EncodedFieldType() byte                           { return 't' }
func (f *recordField) Analyze()                                         {}
func (f *recordField) Options() index.FieldIndexingOptions              { return f.options }
func (f *recordField) AnalyzedLength() int                              { return 1 }
func (f *recordField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.frequencies }
func (f *recordField) NumPlainTextBytes() uint64                        { return 0 }
