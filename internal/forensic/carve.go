package forensic

import "encoding/binary"

// maxUnpacked is the largest block that is taken for one. The index's are a few
// dozen kilobytes.
const maxUnpacked = 1 << 20

// carve unpacks snappy from every byte on, whatever the file's own tables say, and
// searches what comes out. Nearly every offset is nonsense and ends at once: about
// 20 ns a byte.
func (s *scan) carve(content []byte) {
	for at := range content {
		var ok bool
		if s.buf, ok = unpack(s.buf[:0], content[at:]); ok {
			s.look(s.buf, "snappy, ")
		}
	}
}

// unpack reads a snappy block. It is ok if it has the length it says, or as much of
// it as the file holds, and at least one copy: a block without any holds its text
// as it is.
func unpack(out, block []byte) (_ []byte, ok bool) {
	size, n := binary.Uvarint(block)
	if n <= 0 || size < keyBytes || size > maxUnpacked {
		return out, false
	}
	block = block[n:]
	copies := false
	for len(out) < int(size) && len(block) > 0 {
		length, offset, read := piece(block)
		if read == 0 || length > int(size)-len(out) || offset > len(out) {
			return out, false
		}
		block = block[read:]
		if offset == 0 {
			length = min(length, len(block))
			out = append(out, block[:length]...)
			block = block[length:]
			continue
		}
		copies = true
		// A copy may reach into what it writes itself.
		for range length {
			out = append(out, out[len(out)-offset])
		}
	}
	return out, copies
}

// piece reads the head of a literal (offset 0) or of a copy; read is 0 where there
// is none.
func piece(b []byte) (length, offset, read int) {
	tag := int(b[0])
	switch {
	case tag&3 == 0 && tag>>2 < 60:
		return tag>>2 + 1, 0, 1
	case tag&3 == 0:
		bytes := tag>>2 - 59
		if len(b) < 1+bytes {
			return 0, 0, 0
		}
		for i := bytes; i > 0; i-- {
			length = length<<8 | int(b[i])
		}
		return length + 1, 0, 1 + bytes
	case tag&3 == 1 && len(b) >= 2:
		length, offset, read = 4+tag>>2&7, tag>>5<<8|int(b[1]), 2
	case tag&3 == 2 && len(b) >= 3:
		length, offset, read = 1+tag>>2, int(binary.LittleEndian.Uint16(b[1:])), 3
	case tag&3 == 3 && len(b) >= 5:
		length, offset, read = 1+tag>>2, int(binary.LittleEndian.Uint32(b[1:])), 5
	}
	if offset == 0 {
		return 0, 0, 0
	}
	return length, offset, read
}
