package dev.residual.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.residual.nn.ResNet;
import dev.residual.safetensors.Safetensors;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.DownloadCache;
import dev.residual.storage.FileDigests;
import dev.residual.storage.Sha256;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.web.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes trained networks to disk and reads them back. */
@Component
public class ModelStore {

  private static final String WEIGHTS = "model.safetensors";
  private static final String MANIFEST = "manifest.json";

  /** The names of the tensors of the classifier begin with it. */
  public static final String CLASSIFIER = "fc.";

  private final ArtifactStore artifacts;
  private final DownloadCache downloads;
  private final FileDigests digests;
  private final JsonMapper json;

  ModelStore(
      ArtifactStore artifacts, DownloadCache downloads, FileDigests digests, JsonMapper json) {
    this.artifacts = artifacts;
    this.downloads = downloads;
    this.digests = digests;
    this.json = json;
  }

  /** Writes a file that is stored with a model. */
  public interface AttachmentWriter {
    void writeTo(Path file) throws IOException;
  }

  /** Writes a model without attachments, as the method below does. */
  public StoredModel save(
      String key, ResNet network, ModelDescription description, @Nullable ReferenceSamples check) {
    return save(key, network, description, check, Map.of());
  }

  /**
   * Writes weights, reference samples, attachments and manifest under {@code key}, all or none of
   * them. Of a backbone the weights of the classifier are not written.
   *
   * @param check null for a model without reference samples
   * @param attachments other files by their names, in the order in which they are written
   * @throws ArtifactException if they cannot be written, or the key exists already
   */
  public StoredModel save(
      String key,
      ResNet network,
      ModelDescription description,
      @Nullable ReferenceSamples check,
      Map<String, AttachmentWriter> attachments) {
    Manifest[] manifest = new Manifest[1];
    artifacts.write(
        key,
        directory -> {
          Path file = directory.resolve(WEIGHTS);
          Map<String, NDArray> tensors = tensors(network, description);
          String sha256 = Safetensors.write(file, tensors);
          long parameters = tensors.values().stream().mapToLong(NDArray::size).sum();
          var weights = new Manifest.Weights(WEIGHTS, parameters, Files.size(file), sha256);
          Manifest.Check checkFile =
              check == null ? null : ReferenceSamplesFile.write(directory, check);
          manifest[0] =
              new Manifest(
                  Manifest.FORMAT, description, weights, checkFile, attach(directory, attachments));
          Files.write(
              directory.resolve(MANIFEST),
              json.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest[0]));
        });
    return new StoredModel(key, manifest[0]);
  }

  /**
   * Writes files about a model that are not stored with it, all or none of them.
   *
   * @return their descriptions
   * @throws ArtifactException if they cannot be written, or the key exists already
   */
  public List<Manifest.Attachment> save(String key, Map<String, AttachmentWriter> files) {
    List<Manifest.Attachment> written = new ArrayList<>();
    artifacts.write(key, directory -> written.addAll(attach(directory, files)));
    return List.copyOf(written);
  }

  private static List<Manifest.Attachment> attach(
      Path directory, Map<String, AttachmentWriter> attachments) throws IOException {
    List<Manifest.Attachment> written = new ArrayList<>();
    for (Map.Entry<String, AttachmentWriter> attachment : attachments.entrySet()) {
      Path file = directory.resolve(attachment.getKey());
      attachment.getValue().writeTo(file);
      written.add(new Manifest.Attachment(attachment.getKey(), Files.size(file), Sha256.of(file)));
    }
    return written;
  }

  /**
   * Rebuilds the network from the store. Its memory belongs to {@code manager}.
   *
   * @throws ArtifactException if the weights are missing or differ from the manifest
   * @throws Problem 409 if it is a backbone
   */
  public ResNet load(StoredModel model, NDManager manager) {
    return load(model, manager, weight -> weight);
  }

  /**
   * Rebuilds the network as above.
   *
   * @param layout converts each weight to the memory format of the device
   */
  public ResNet load(StoredModel model, NDManager manager, UnaryOperator<NDArray> layout) {
    ModelDescription description = model.manifest().description();
    requireClassifier(model);
    ResNet network = new ResNet(description.architecture(), description.labels().size());
    Map<String, NDArray> tensors = tensors(model, manager);
    network
        .state(description.input())
        .forEach(
            (name, parameter) -> fill(parameter, tensors.get(name), layout, name, model.key()));
    return network;
  }

  /**
   * Returns the weights by their torchvision names. Their memory belongs to {@code manager}.
   *
   * @throws ArtifactException if they are missing or differ from the manifest
   */
  public Map<String, NDArray> tensors(StoredModel model, NDManager manager) {
    model.manifest().requireKnownFormat();
    return artifacts.read(
        model.key(), directory -> Safetensors.read(verified(model, directory), manager));
  }

  /**
   * Checks that a model can classify.
   *
   * @throws Problem 409 if it is a backbone
   */
  public static void requireClassifier(StoredModel model) {
    if (model.manifest().description().isBackbone()) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "model-without-labels",
          "The model is a backbone: its weights were sent with head=drop, so it has no labels and"
              + " cannot classify. Train from it with initialModel in POST /jobs, send weights with"
              + " labels, or use another model of GET /models.");
    }
  }

  /**
   * Returns the reference samples that verify the loaded network, or empty for models of earlier
   * versions.
   *
   * @throws ArtifactException if they are missing or differ from the manifest
   */
  public Optional<ReferenceSamples> referenceSamples(StoredModel model) {
    model.manifest().requireKnownFormat();
    Manifest.Check check = model.manifest().check();
    if (check == null) {
      return Optional.empty();
    }
    return Optional.of(
        artifacts.read(
            model.key(),
            directory ->
                ReferenceSamplesFile.read(
                    verified(directory.resolve(check.file()), check.sha256()),
                    model.manifest().description().imageFormat())));
  }

  private static Path verified(StoredModel model, Path directory) throws IOException {
    Manifest.Weights weights = model.manifest().weights();
    return verified(directory.resolve(weights.file()), weights.sha256());
  }

  private static Path verified(Path file, String sha256) throws IOException {
    return verified(file, Sha256.of(file), sha256);
  }

  private static Path verified(Path file, String found, String expected) {
    if (!found.equals(expected)) {
      throw new ArtifactException(
          String.format(
              Locale.ROOT,
              "%s has changed: its SHA-256 is %s, expected %s",
              file,
              found,
              expected));
    }
    return file;
  }

  /**
   * Returns the safetensors file, whose tensors have torchvision's names. Its digest is verified,
   * but computed only once, as clients may ask often.
   *
   * @throws ArtifactException if it is missing or differs from the manifest
   */
  Resource weights(StoredModel model) {
    Manifest.Weights weights = model.manifest().weights();
    return file(model, new Manifest.Attachment(weights.file(), weights.bytes(), weights.sha256()));
  }

  /**
   * Returns a file that is stored with a model, for a download. Its digest is verified, but
   * computed only once, as clients may ask often.
   *
   * @throws ArtifactException if it is missing or differs from the manifest
   */
  public Resource file(StoredModel model, Manifest.Attachment attachment) {
    return file(model.key(), attachment);
  }

  /**
   * Returns a file of an artifact, as above.
   *
   * @throws ArtifactException if it is missing or differs from its description
   */
  public Resource file(String key, Manifest.Attachment attachment) {
    String name = attachment.file();
    String sha256 = attachment.sha256();
    if (artifacts.open(key, name, attachment.bytes()).isFile()) {
      return artifacts.read(
          key,
          directory -> {
            Path path = directory.resolve(name);
            return new FileSystemResource(verified(path, digests.of(path), sha256));
          });
    }
    return new FileSystemResource(
        downloads
            .get(
                sha256 + name.substring(name.lastIndexOf('.')),
                copy ->
                    artifacts.read(
                        key,
                        directory ->
                            DownloadCache.copy(verified(directory.resolve(name), sha256), copy)))
            .path());
  }

  /**
   * Returns the content of a file that is stored with a model and fits into memory.
   *
   * @throws ArtifactException if it is missing or differs from the manifest
   * @throws dev.residual.storage.StorageUnavailableException if it cannot be read at the moment
   */
  public byte[] content(StoredModel model, Manifest.Attachment attachment) {
    return content(model.key(), attachment);
  }

  /**
   * Returns the content of a file of an artifact, as above.
   *
   * @throws ArtifactException if it is missing or differs from its description
   * @throws dev.residual.storage.StorageUnavailableException if it cannot be read at the moment
   */
  public byte[] content(String key, Manifest.Attachment attachment) {
    try {
      return file(key, attachment).getContentAsByteArray();
    } catch (IOException e) {
      throw new StorageUnavailableException(
          attachment.file() + " of " + key + " could not be read", e);
    }
  }

  /**
   * Deletes a model's files.
   *
   * @throws ArtifactException if they cannot be deleted
   */
  public void delete(StoredModel model) {
    artifacts.delete(model.key());
  }

  private static Map<String, NDArray> tensors(ResNet network, ModelDescription description) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    network
        .state(description.input())
        .forEach(
            (name, parameter) -> {
              if (!description.isBackbone() || !name.startsWith(CLASSIFIER)) {
                tensors.put(name, parameter.getArray());
              }
            });
    return tensors;
  }

  private static void fill(
      Parameter parameter,
      @Nullable NDArray tensor,
      UnaryOperator<NDArray> layout,
      String name,
      String key) {
    if (tensor == null) {
      throw new ArtifactException(key + " has no tensor " + name);
    }
    parameter.setArray(layout.apply(tensor));
  }
}
