package dev.residual.safetensors;

import java.util.Arrays;
import java.util.Optional;

/** The types of numbers that a safetensors file may have, under the names of the format. */
public enum TensorType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  F8_E4M3(1),
  F8_E5M2(1),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  static Optional<TensorType> find(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findAny();
  }

  /** Returns the size of one number in bytes. */
  int bytes() {
    return bytes;
  }

  /** Returns whether {@link SafetensorsFile} reads numbers of this type. */
  public boolean isReadable() {
    return this == F32 || this == F16 || this == BF16;
  }
}
