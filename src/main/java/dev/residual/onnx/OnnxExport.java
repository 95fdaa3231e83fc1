package dev.residual.onnx;

import ai.djl.ndarray.NDManager;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelNotFoundException;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.torch.ComputeDevice;
import java.io.IOException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Exports registered models as ONNX files. */
@Component
class OnnxExport {

  /** Receives an ONNX file. The file exists only during the call. */
  interface Sink {
    void accept(OnnxModel file) throws IOException;
  }

  private final ModelRegistry registry;
  private final ModelStore store;

  OnnxExport(ModelRegistry registry, ModelStore store) {
    this.registry = registry;
    this.store = store;
  }

  /**
   * Passes the model's network to {@code sink} as an ONNX file, with its batch norms folded.
   *
   * @throws ModelNotFoundException if no model has this id
   * @throws dev.residual.storage.ArtifactException if the weights are missing or do not match the
   *     manifest
   * @throws OnnxTooLargeException if the file would have 2 GiB or more
   */
  void write(UUID id, Sink sink) throws IOException {
    StoredModel model = registry.stored(id);
    ModelDescription description = model.manifest().description();
    // This is a thread of the web server, and OpenMP helper threads would stay with it.
    ComputeDevice.setThreadCount(1);
    try (NDManager manager = NDManager.newBaseManager()) {
      sink.accept(
          OnnxModel.of(
              store.load(model, manager).folded(description.input(), manager), description));
    }
  }
}
