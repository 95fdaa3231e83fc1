package dev.residual.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps where trainings are. A checkpoint is there whole or not at all; the last two of a training
 * are kept, so that a damaged one has another before it.
 */
@Component
public class Checkpoints {

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  private static final int KEPT = 2;
  private static final String TENSORS = "state.safetensors";
  private static final String POSITION = "position.json";

  private final Artifacts artifacts;
  private final JsonMapper json;

  Checkpoints(Artifacts artifacts, JsonMapper json) {
    this.artifacts = artifacts;
    this.json = json;
  }

  /**
   * Writes a checkpoint and, once it is on disk, takes away those older than the one before.
   *
   * @param key of the training
   * @param position a record that JSON can hold
   * @throws ArtifactException if it cannot be written; those that were there still are
   */
  public void save(String key, Map<String, NDArray> tensors, Object position) {
    List<String> there = numbers(key);
    int next = there.isEmpty() ? 1 : Integer.parseInt(there.get(there.size() - 1)) + 1;
    artifacts.write(
        folder(key) + "/%08d".formatted(next),
        directory -> {
          Safetensors.write(directory.resolve(TENSORS), tensors);
          Files.write(directory.resolve(POSITION), json.writeValueAsBytes(position));
          Digests.write(directory, TENSORS, POSITION);
        });
    discardAllBut(key, numbers(key));
  }

  /** Takes away what is older than the last two, and what a dying process left half written. */
  private void discardAllBut(String key, List<String> numbers) {
    List<String> kept = numbers.subList(Math.max(0, numbers.size() - KEPT), numbers.size());
    artifacts.list(folder(key)).stream()
        .filter(name -> !kept.contains(name))
        .forEach(name -> discard(folder(key) + "/" + name));
  }

  /**
   * The last checkpoint that is whole; none if the training has none at all.
   *
   * @param manager owner of its tensors
   * @throws CheckpointsDamagedException if there are some and none is whole
   */
  public <P> Optional<Checkpoint<P>> latest(String key, Class<P> type, NDManager manager) {
    List<String> numbers = new ArrayList<>(numbers(key));
    List<String> reasons = new ArrayList<>();
    while (!numbers.isEmpty()) {
      String checkpoint = folder(key) + "/" + numbers.get(numbers.size() - 1);
      try {
        Checkpoint<P> whole = read(artifacts.locate(checkpoint), type, manager);
        // A damaged one must not count as one of the two.
        discardAllBut(key, numbers);
        return Optional.of(whole);
      } catch (IOException | ArtifactException | JacksonException e) {
        numbers.remove(numbers.size() - 1);
        log.warn("Checkpoint {} is damaged: {}", checkpoint, e.getMessage());
        reasons.add(e.getMessage());
      }
    }
    if (!reasons.isEmpty()) {
      throw new CheckpointsDamagedException(key, reasons);
    }
    return Optional.empty();
  }

  private <P> Checkpoint<P> read(Path directory, Class<P> type, NDManager manager)
      throws IOException {
    Digests.require(directory, TENSORS, POSITION);
    P position = json.readValue(Files.readAllBytes(directory.resolve(POSITION)), type);
    return new Checkpoint<>(position, Safetensors.read(directory.resolve(TENSORS), manager));
  }

  /** Takes away all checkpoints of a training. */
  public void delete(String key) {
    discard(folder(key));
  }

  private void discard(String key) {
    try {
      artifacts.delete(key);
    } catch (ArtifactException e) {
      // It takes up space, no more.
      log.warn("{}", e.getMessage());
    }
  }

  /** In the order in which they were written. */
  private List<String> numbers(String key) {
    return artifacts.list(folder(key)).stream()
        .filter(name -> name.matches("\\d{8}"))
        .sorted()
        .toList();
  }

  private static String folder(String key) {
    return key + "/checkpoints";
  }
}
