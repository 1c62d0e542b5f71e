package forensic

import "encoding/binary"

// maxUnpacked bounds what is unpacked from one offset. The index's blocks are a
// few dozen kilobytes.
const maxUnpacked = 1 << 20

// carve unpacks snappy from every byte on, whatever the file's own tables say, and
// searches what comes out. Most offsets yield a few bytes of nonsense.
func (s *scan) carve(content []byte) {
	for at := range content {
		var pieces int
		if s.buf, pieces = unpack(s.buf[:0], content[at:]); pieces > 1 {
			s.look(s.buf, "snappy, ")
		}
	}
}

// unpack reads a snappy block as far as it makes sense, and tells of how many
// pieces it is. A block of one piece holds its text as it is.
func unpack(out, block []byte) (_ []byte, pieces int) {
	size, n := binary.Uvarint(block)
	if n <= 0 || size < keyBytes || size > 1<<32-1 {
		return out, 0
	}
	block = block[n:]
	most := int(min(size, maxUnpacked))
	for len(out) < most && len(block) > 0 {
		length, offset, read := piece(block)
		if read == 0 {
			return out, pieces
		}
		block = block[read:]
		if offset == 0 {
			length = min(length, len(block))
			out = append(out, block[:length]...)
			block = block[length:]
		} else {
			if offset > len(out) {
				return out, pieces
			}
			// A copy may reach into what it writes itself.
			for range min(length, most-len(out)) {
				out = append(out, out[len(out)-offset])
			}
		}
		pieces++
	}
	return out, pieces
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
