package dev.residual.model.upload;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.residual.nn.ResNet;
import dev.residual.safetensors.InvalidSafetensorsException;
import dev.residual.safetensors.SafetensorsFile;
import dev.residual.safetensors.TensorInfo;
import dev.residual.web.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The tensors of an uploaded file, under torchvision's names. */
final class UploadedWeights {

  /** The names of all tensors of the classifier begin with it. */
  static final String HEAD = "fc.";

  /** The names of the tensors with which the sender lets the import be checked. */
  static final String CHECK_INPUT = "check.input";

  static final String CHECK_LOGITS = "check.logits";

  private static final String VARIANCE = ".running_var";

  private final SafetensorsFile file;
  private final Map<String, TensorInfo> tensors;

  private UploadedWeights(SafetensorsFile file, Map<String, TensorInfo> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /**
   * Reads the header of a file.
   *
   * @throws Problem 400 if it is empty, 415 if it is no safetensors file, 422 if it is malformed
   */
  static UploadedWeights open(RandomAccessFile content) throws IOException {
    requireSafetensors(content);
    try {
      SafetensorsFile file = SafetensorsFile.open(content);
      Map<String, TensorInfo> tensors = new LinkedHashMap<>();
      for (TensorInfo tensor : file.tensors().values()) {
        String name = TensorNames.torchvision(tensor.name());
        if (TensorNames.isCounter(name)) {
          continue;
        }
        TensorInfo same = tensors.put(name, tensor);
        if (same != null) {
          throw mismatch(
              String.format(
                  Locale.ROOT, "%s and %s are both %s", same.name(), tensor.name(), name));
        }
      }
      return new UploadedWeights(file, tensors);
    } catch (InvalidSafetensorsException e) {
      throw Problem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "invalid-safetensors",
          "The file cannot be used. " + e.getMessage() + ".");
    }
  }

  private static void requireSafetensors(RandomAccessFile content) throws IOException {
    if (content.length() == 0) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST,
          "no-body",
          "The body is empty. Send a safetensors file as the body, for example by curl -T.");
    }
    Optional<FileKind> kind = FileKind.of(content);
    if (kind.isPresent() || !FileKind.mayBeSafetensors(content)) {
      throw Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "not-safetensors",
          String.format(
              Locale.ROOT,
              "The body must be a safetensors file, but it %s. %s"
                  + " (safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")).",
              kind.map(each -> "is " + each.label()).orElse("begins like none"),
              kind.map(FileKind::remedy).orElse("Save the weights in this format")));
    }
  }

  static Problem mismatch(String detail) {
    return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "weights-mismatch", detail + ".");
  }

  /** Returns the tensors by their torchvision names, without counters of batches. */
  Map<String, TensorInfo> tensors() {
    return tensors;
  }

  /** Returns a text that the writer added to the file, or null. */
  @Nullable String metadata(String name) {
    return file.metadata().get(name);
  }

  /** Returns what can be told about the network from the file alone. */
  FoundArchitecture found() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return new FoundArchitecture(shapes);
  }

  /**
   * Fills a network with these tensors, as float32.
   *
   * @param input shape of a batch
   * @param head whether the classifier is filled, too
   * @param manager owner of its memory
   * @throws Problem 422 if a number is not finite, or a variance is negative
   */
  void fill(ResNet network, Shape input, boolean head, NDManager manager) throws IOException {
    for (Map.Entry<String, Parameter> each : network.state(input).entrySet()) {
      if (head || !each.getKey().startsWith(HEAD)) {
        each.getValue().setArray(read(each.getKey(), manager));
      }
    }
  }

  /**
   * Reads a tensor as float32.
   *
   * @throws Problem 422 if a number is not finite, or a variance is negative
   */
  NDArray read(String name, NDManager manager) throws IOException {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("There is no tensor " + name);
    }
    NDArray read;
    try {
      read = file.read(tensor, manager);
    } catch (InvalidSafetensorsException e) {
      throw invalid(e.getMessage() + ". Weights must be finite numbers.");
    }
    if (name.endsWith(VARIANCE)) {
      requireNotNegative(tensor, read);
    }
    return read;
  }

  private static void requireNotNegative(TensorInfo tensor, NDArray variances) {
    try (NDArray least = variances.min()) {
      if (least.getFloat() < 0) {
        throw invalid(
            String.format(
                Locale.ROOT,
                "Tensor %s has the variance %s. Variances must not be negative.",
                tensor.name(),
                least.getFloat()));
      }
    }
  }

  private static Problem invalid(String detail) {
    return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-weights", detail);
  }
}
