package dev.residual.job.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads event files as the descriptions of their formats say, and checks every checksum. */
final class EventFileReader {

  /** An event. */
  record Event(
      double wallTime,
      long step,
      String fileVersion,
      Map<String, Float> scalars,
      Map<String, String> texts) {}

  private EventFileReader() {}

  /** Returns the events of each file of an archive. */
  static Map<String, List<Event>> read(byte[] archive) throws IOException {
    Map<String, List<Event>> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
        files.put(each.getName(), events(zip.readAllBytes()));
      }
    }
    return files;
  }

  private static List<Event> events(byte[] file) throws IOException {
    List<Event> events = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      byte[] length = new byte[8];
      rest.get(length);
      assertThat(rest.getInt()).isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      rest.get(data);
      assertThat(rest.getInt()).isEqualTo(masked(data));
      events.add(event(UnknownFieldSet.parseFrom(data)));
    }
    return events;
  }

  private static Event event(UnknownFieldSet event) throws IOException {
    Map<String, Float> scalars = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    if (event.hasField(5)) {
      for (var bytes : message(event.getField(5)).getField(1).getLengthDelimitedList()) {
        UnknownFieldSet value = UnknownFieldSet.parseFrom(bytes);
        String tag = text(value.getField(1));
        if (value.hasField(2)) {
          scalars.put(tag, Float.intBitsToFloat(value.getField(2).getFixed32List().get(0)));
        } else {
          UnknownFieldSet plugin = message(message(value.getField(9)).getField(1));
          assertThat(text(plugin.getField(1))).isEqualTo("text");
          texts.put(tag, text(message(value.getField(8)).getField(8)));
        }
      }
    }
    return new Event(
        Double.longBitsToDouble(event.getField(1).getFixed64List().get(0)),
        event.getField(2).getVarintList().get(0),
        event.hasField(3) ? text(event.getField(3)) : "",
        scalars,
        texts);
  }

  private static UnknownFieldSet message(Field field) throws IOException {
    return UnknownFieldSet.parseFrom(field.getLengthDelimitedList().get(0));
  }

  private static String text(Field field) {
    return field.getLengthDelimitedList().get(0).toString(StandardCharsets.UTF_8);
  }

  /** Returns the checksum of a record, as TensorFlow's lib/hash/crc32c.h defines it. */
  static int masked(byte[] data) {
    int crc = crc32c(data);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  /** Returns the CRC-32C of RFC 3720, bit by bit. */
  static int crc32c(byte[] data) {
    int crc = -1;
    for (byte each : data) {
      crc ^= each & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
      }
    }
    return ~crc;
  }
}
