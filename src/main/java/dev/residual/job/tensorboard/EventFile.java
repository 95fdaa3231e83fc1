package dev.residual.job.tensorboard;

import dev.residual.protobuf.ProtobufMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;

/**
 * Writes an event file of TensorBoard, which has the metrics of one run. The data of a scalar are
 * in {@code simple_value}, which every reader of event files knows.
 */
final class EventFile {

  private static final String VERSION = "brain.Event:2";
  private static final String TEXT_PLUGIN = "text";

  private final RecordWriter records;

  /**
   * Begins a file.
   *
   * @param out is left open
   * @param start when the run started
   */
  EventFile(OutputStream out, Instant start) throws IOException {
    records = new RecordWriter(out);
    write(event(start, 0).text(EventFields.EVENT_FILE_VERSION, VERSION));
  }

  /**
   * Adds values.
   *
   * @param time when they were measured
   * @param values by their tags
   */
  void addScalars(Instant time, long step, Map<String, Double> values) throws IOException {
    ProtobufMessage summary = new ProtobufMessage();
    values.forEach(
        (tag, value) ->
            summary.message(
                EventFields.SUMMARY_VALUE,
                new ProtobufMessage()
                    .text(EventFields.VALUE_TAG, tag)
                    .float32(EventFields.VALUE_SIMPLE_VALUE, value.floatValue())));
    write(event(time, step).message(EventFields.EVENT_SUMMARY, summary));
  }

  /**
   * Adds a text.
   *
   * @param markdown is shown as Markdown
   */
  void addText(Instant time, String tag, String markdown) throws IOException {
    ProtobufMessage plugin = new ProtobufMessage().text(EventFields.PLUGIN_NAME, TEXT_PLUGIN);
    ProtobufMessage one = new ProtobufMessage().number(EventFields.DIM_SIZE, 1);
    ProtobufMessage tensor =
        new ProtobufMessage()
            .number(EventFields.TENSOR_DTYPE, EventFields.STRING)
            .message(
                EventFields.TENSOR_SHAPE, new ProtobufMessage().message(EventFields.SHAPE_DIM, one))
            .text(EventFields.TENSOR_STRING_VALUE, markdown);
    ProtobufMessage value =
        new ProtobufMessage()
            .text(EventFields.VALUE_TAG, tag)
            .message(EventFields.VALUE_TENSOR, tensor)
            .message(
                EventFields.VALUE_METADATA,
                new ProtobufMessage().message(EventFields.METADATA_PLUGIN_DATA, plugin));
    write(
        event(time, 0)
            .message(
                EventFields.EVENT_SUMMARY,
                new ProtobufMessage().message(EventFields.SUMMARY_VALUE, value)));
  }

  private static ProtobufMessage event(Instant time, long step) {
    double seconds = time.getEpochSecond() + time.getNano() / 1e9;
    return new ProtobufMessage()
        .float64(EventFields.EVENT_WALL_TIME, seconds)
        .number(EventFields.EVENT_STEP, step);
  }

  private void write(ProtobufMessage event) throws IOException {
    records.write(event.toByteArray());
  }
}
