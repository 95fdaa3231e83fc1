package dev.residual.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pictures as the protocol has them: {@code [n, 1, 28, 28]} or {@code [n, 28, 28]} grey values. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record ImageTensor(
    @NotNull(message = "must be image, was not given") Name name,
    @NotNull(message = "must be UINT8 or FP32, was not given") Datatype datatype,
    @Schema(description = "[n, 1, 28, 28] or [n, 28, 28], n from 1 to 64")
        @NotNull(message = "must be [n, 1, 28, 28] or [n, 28, 28], was not given")
        long[] shape,
    @Schema(description = "known is binary_data_size, of data that follows the JSON as bytes")
        @Nullable Map<String, Object> parameters,
    @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        @NotNull(message = "must be a list of numbers, was not given")
        @Nullable TensorData data) {

  static final String NAME = "image";

  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final int WHITE = 255;
  private static final int LONGEST_SHOWN = 8;

  /** The one input that a model has. */
  enum Name {
    @JsonProperty(NAME)
    IMAGE
  }

  /** How a client keeps grey values; the values are the same. */
  enum Datatype {
    /** Whole numbers. */
    UINT8(Byte.BYTES),
    /** Any numbers, rounded to the nearest whole one. */
    FP32(Float.BYTES);

    private final int bytes;

    Datatype(int bytes) {
      this.bytes = bytes;
    }

    /** Of one number that is sent as bytes. */
    int bytes() {
      return bytes;
    }
  }

  /**
   * Pictures without a word about them.
   *
   * @throws Problem (400) if they are not 784 bytes each, or (413) if there are too many
   */
  static ImageTensor of(byte[] pictures) {
    long[] shape = {Uploads.requireRaw(pictures), 1, SIDE, SIDE};
    return new ImageTensor(Name.IMAGE, Datatype.UINT8, shape, null, BinaryData.of(pictures));
  }

  /**
   * This, with the data that followed it.
   *
   * @param place of this tensor in the request
   * @param binary what followed the JSON; null if nothing told where that ends
   * @throws Problem (400) if the parameters and what followed do not go together
   */
  ImageTensor with(String place, byte @Nullable [] binary) {
    OptionalLong size = OipParameters.size(place, parameters);
    if (size.isEmpty()) {
      if (binary != null && binary.length > 0) {
        throw Problem.refused(
            "body",
            "has %d bytes after the JSON, and no %s that tells of them"
                .formatted(binary.length, OipParameters.SIZE));
      }
      return this;
    }
    if (data != null) {
      throw Problem.refused(place, "must not have both data and parameters." + OipParameters.SIZE);
    }
    if (binary == null) {
      throw Problem.refused(
          InferRequestReader.JSON_LENGTH,
          "must be given as a header with %s.parameters.%s".formatted(place, OipParameters.SIZE));
    }
    if (size.getAsLong() != binary.length) {
      throw Problem.refused(
          "%s.parameters.%s".formatted(place, OipParameters.SIZE),
          "must be %d, for as many bytes follow the JSON, was %d"
              .formatted(binary.length, size.getAsLong()));
    }
    return new ImageTensor(name, datatype, shape, parameters, BinaryData.of(binary));
  }

  /**
   * @param place of this tensor in the request
   * @return 784 bytes each
   * @throws Problem (400) naming the place of what is wrong, or (413) if there are too many
   */
  List<byte[]> pictures(String place) {
    requirePictures(place + ".shape");
    given().requireShape(place, datatype, shape);
    return IntStream.range(0, (int) shape[0])
        .mapToObj(picture -> picture(place + ".data", picture * PIXELS))
        .toList();
  }

  private TensorData given() {
    return Objects.requireNonNull(data, "data is null only before the request is validated");
  }

  private void requirePictures(String place) {
    int dimensions = shape.length;
    boolean square =
        (dimensions == 3 || (dimensions == 4 && shape[1] == 1))
            && shape[dimensions - 2] == SIDE
            && shape[dimensions - 1] == SIDE;
    if (!square || shape[0] < 1) {
      throw Problem.refused(
          place,
          "must be [n, 1, 28, 28] or [n, 28, 28] with n from 1 to %d, was %s"
              .formatted(Uploads.MAX_PICTURES, shown()));
    }
    Uploads.requireCount(place, shape[0]);
  }

  private String shown() {
    return shape.length > LONGEST_SHOWN
        ? "one of %d dimensions".formatted(shape.length)
        : Arrays.toString(shape);
  }

  private byte[] picture(String place, int from) {
    byte[] picture = new byte[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      double value = given().value(datatype, from + i);
      if (!(value >= 0 && value <= WHITE)) {
        throw wrong(place, from + i, "must be between 0 and 255", value);
      }
      if (datatype == Datatype.UINT8 && value != Math.rint(value)) {
        throw wrong(place, from + i, "must be a whole number", value);
      }
      picture[i] = (byte) Math.round(value);
    }
    return picture;
  }

  private Problem wrong(String place, int index, String message, double value) {
    String found =
        value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
            ? Long.toString((long) value)
            : Double.toString(value);
    return Problem.refused(place + given().place(index), message + ", was " + found);
  }
}
