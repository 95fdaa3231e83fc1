package dev.residual.job.tensorboard;

/**
 * Defines the numbers of the protobuf fields that TensorBoard's events need. They are taken from
 * {@code event.proto}, {@code summary.proto}, {@code tensor.proto} and {@code tensor_shape.proto}
 * in {@code tensorboard/compat/proto} of TensorBoard (github.com/tensorflow/tensorboard,
 * Apache-2.0).
 */
final class EventFields {

  static final int EVENT_WALL_TIME = 1;
  static final int EVENT_STEP = 2;
  static final int EVENT_FILE_VERSION = 3;
  static final int EVENT_SUMMARY = 5;

  static final int SUMMARY_VALUE = 1;
  static final int VALUE_TAG = 1;
  static final int VALUE_SIMPLE_VALUE = 2;
  static final int VALUE_TENSOR = 8;
  static final int VALUE_METADATA = 9;

  static final int METADATA_PLUGIN_DATA = 1;
  static final int PLUGIN_NAME = 1;

  static final int TENSOR_DTYPE = 1;
  static final int TENSOR_SHAPE = 2;
  static final int TENSOR_STRING_VALUE = 8;
  static final int SHAPE_DIM = 2;
  static final int DIM_SIZE = 1;

  /** The value of {@link #TENSOR_DTYPE} for strings. */
  static final int STRING = 7;

  private EventFields() {}
}
