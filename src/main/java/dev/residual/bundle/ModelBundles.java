package dev.residual.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.model.Calibration;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.onnx.OnnxExport;
import dev.residual.storage.DownloadCache;
import dev.residual.storage.DownloadCache.CachedFile;
import dev.residual.storage.Sha256;
import dev.residual.web.FileDownload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Packs models with all that is needed to use them elsewhere. A bundle is written at the first
 * request, and the same model always has the same bytes.
 */
@Component
class ModelBundles {

  /** Changes whenever the same files are packed to another bundle. */
  private static final int VERSION = 1;

  private static final List<String> PROGRAMS =
      List.of("Predict.java", "predict.py", "requirements.txt");

  private final ModelCards cards;
  private final ModelRegistry registry;
  private final ModelStore store;
  private final OnnxExport onnx;
  private final DownloadCache downloads;
  private final JsonMapper json;

  ModelBundles(
      ModelCards cards,
      ModelRegistry registry,
      ModelStore store,
      OnnxExport onnx,
      DownloadCache downloads,
      JsonMapper json) {
    this.cards = cards;
    this.registry = registry;
    this.store = store;
    this.onnx = onnx;
    this.downloads = downloads;
    this.json = json;
  }

  /**
   * Returns the bundle of a model as a ZIP file.
   *
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   * @throws dev.residual.web.Problem 409 if it is a backbone
   * @throws dev.residual.storage.ArtifactException if a file of the model is missing or damaged
   * @throws dev.residual.onnx.OnnxTooLargeException if the network is too large for ONNX
   */
  FileDownload file(UUID id) throws IOException {
    StoredModel model = registry.stored(id);
    ModelStore.requireClassifier(model);
    Map<String, byte[]> texts = texts(id, model.manifest().description());
    CachedFile file = downloads.get(name(model, texts), path -> write(model, texts, path));
    return new FileDownload(
        new FileSystemResource(file.path()), id + ".zip", file.sha256(), registry.createdAt(id));
  }

  /** Returns a name that is another one for every other content. */
  private static String name(StoredModel model, Map<String, byte[]> texts) {
    StringBuilder content = new StringBuilder(model.manifest().weights().sha256());
    texts.forEach((file, text) -> content.append(file).append(Sha256.of(text)));
    return Sha256.of(content.toString().getBytes(UTF_8)) + "-bundle-" + VERSION + ".zip";
  }

  private Map<String, byte[]> texts(UUID id, ModelDescription description) throws IOException {
    Map<String, byte[]> texts = new LinkedHashMap<>();
    texts.put("README.md", cards.card(id).getBytes(UTF_8));
    texts.put("labels.json", pretty(description.labels()));
    texts.put("labels.txt", (String.join("\n", description.labels()) + "\n").getBytes(UTF_8));
    texts.put("preprocessing.json", pretty(description.preprocessing()));
    Calibration calibration = description.calibration();
    texts.put(
        "calibration.json", pretty(calibration == null ? Map.of("temperature", 1.0) : calibration));
    for (String program : PROGRAMS) {
      texts.put(program, new ClassPathResource("bundle/" + program).getContentAsByteArray());
    }
    return texts;
  }

  private byte[] pretty(Object value) {
    return (json.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n").getBytes(UTF_8);
  }

  private void write(StoredModel model, Map<String, byte[]> texts, Path path) throws IOException {
    // The cache lets no other file be written meanwhile, so this one cannot be removed.
    CachedFile network = onnx.cached(model);
    SampleAnswers samples = SampleAnswers.of(model, store);
    try (BundleWriter bundle = new BundleWriter(Files.newOutputStream(path))) {
      for (Map.Entry<String, byte[]> text : texts.entrySet()) {
        bundle.add(text.getKey(), text.getValue());
      }
      bundle.add("samples/expected.csv", samples.csv().getBytes(UTF_8));
      for (int i = 0; i < samples.images().size(); i++) {
        bundle.add("samples/" + SampleAnswers.name(i), samples.images().get(i));
      }
      bundle.addUncompressed("model.onnx", network.path());
    }
  }
}
