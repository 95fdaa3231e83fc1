package dev.residual.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDManager;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelNotFoundException;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.storage.DownloadCache;
import dev.residual.storage.DownloadCache.CachedFile;
import dev.residual.storage.Sha256;
import dev.residual.torch.ComputeDevice;
import dev.residual.web.FileDownload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Exports registered models as ONNX files. */
@Component
public class OnnxExport {

  /** Changes whenever the same weights are exported to another file. */
  private static final int VERSION = 1;

  private final ModelRegistry registry;
  private final ModelStore store;
  private final DownloadCache downloads;
  private final JsonMapper json;

  OnnxExport(ModelRegistry registry, ModelStore store, DownloadCache downloads, JsonMapper json) {
    this.registry = registry;
    this.store = store;
    this.downloads = downloads;
    this.json = json;
  }

  /**
   * Returns the model's network as an ONNX file, with its batch norms folded. The file is written
   * at the first request.
   *
   * @throws ModelNotFoundException if no model has this id
   * @throws dev.residual.storage.ArtifactException if the weights are missing or do not match the
   *     manifest
   * @throws OnnxTooLargeException if the file would have 2 GiB or more
   */
  FileDownload file(UUID id) throws IOException {
    StoredModel stored = registry.stored(id);
    CachedFile file = cached(stored);
    return new FileDownload(
        new FileSystemResource(file.path()), id + ".onnx", file.sha256(), registry.createdAt(id));
  }

  /**
   * Returns the same file, which may be removed as soon as other files are cached.
   *
   * @throws dev.residual.web.Problem 409 if the model is a backbone
   */
  public CachedFile cached(StoredModel stored) {
    ModelStore.requireClassifier(stored);
    return downloads.get(name(stored), path -> write(stored, path));
  }

  /**
   * Returns a name that is another one for every other file. The same weights can be those of
   * several models, with other labels or another image size.
   */
  private String name(StoredModel stored) {
    ModelDescription description = stored.manifest().description();
    String content =
        stored.manifest().weights().sha256()
            + json.writeValueAsString(
                List.of(
                    description.architecture(), description.preprocessing(), description.labels()));
    return Sha256.of(content.getBytes(UTF_8)) + "-" + VERSION + ".onnx";
  }

  private void write(StoredModel model, Path path) throws IOException {
    ModelDescription description = model.manifest().description();
    // This is a thread of the web server, and OpenMP helper threads would stay with it.
    ComputeDevice.setThreadCount(1);
    try (NDManager manager = NDManager.newBaseManager();
        OutputStream out = Files.newOutputStream(path)) {
      OnnxModel.of(store.load(model, manager).folded(description.input(), manager), description)
          .writeTo(out);
    }
  }
}
