package dev.residual.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.training.Checkpoints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class S3ArtifactStoreTests extends ArtifactStoreContract {

  private record Position(int epoch) {}

  private FakeS3Server bucket;
  private S3ArtifactStore artifacts;

  @BeforeEach
  void open() throws IOException {
    bucket = new FakeS3Server();
    artifacts = bucket.connect(FakeS3Server.BUCKET);
  }

  @AfterEach
  void close() {
    artifacts.close();
    bucket.close();
  }

  @Override
  ArtifactStore artifacts() {
    return artifacts;
  }

  @Test
  void storesArtifactAsOneObjectUnderThePrefix() {
    write(KEY, "first");

    assertThat(bucket.objects).containsOnlyKeys("residual/jobs/7/1/model.zip");
  }

  @Test
  void listsAndDeletesAllPages() {
    for (int i = 0; i < 10; i++) {
      write("jobs/7/checkpoints/%012d".formatted(i), "first");
      write("jobs/%d/1/model".formatted(i), "first");
    }

    assertThat(artifacts.list("jobs/7/checkpoints")).hasSize(10);
    assertThat(artifacts.list("jobs")).hasSize(10);

    artifacts.delete("jobs/7");
    assertThat(artifacts.list("jobs")).hasSize(9).doesNotContain("7");
  }

  @Test
  void resumesFromCheckpointAndKeepsNewestTwo() {
    Checkpoints checkpoints = new Checkpoints(artifacts);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int step = 1; step <= 3; step++) {
        var weight = manager.full(new Shape(5), 1f / step);
        checkpoints.save("jobs/7", step, Map.of("weight", weight), new Position(step));
      }

      var checkpoint = checkpoints.latest("jobs/7", manager, Position.class).orElseThrow();

      assertThat(checkpoint.position()).isEqualTo(new Position(3));
      assertThat(checkpoint.tensors().get("weight").toFloatArray()).containsOnly(1f / 3);
      assertThat(bucket.objects).hasSize(2);
    }
  }

  @Test
  void skipsTruncatedCheckpoint() {
    Checkpoints checkpoints = new Checkpoints(artifacts);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int step = 1; step <= 2; step++) {
        var weight = manager.ones(new Shape(5));
        checkpoints.save("jobs/7", step, Map.of("weight", weight), new Position(step));
      }
      bucket.objects.compute(
          "residual/jobs/7/checkpoints/000000000002.zip",
          (key, bytes) -> Arrays.copyOf(bytes, bytes.length / 2));

      var checkpoint = checkpoints.latest("jobs/7", manager, Position.class).orElseThrow();

      assertThat(checkpoint.position()).isEqualTo(new Position(1));
    }
  }

  @Test
  void unavailableStoreRemovesNoCheckpoints() {
    Checkpoints checkpoints = new Checkpoints(artifacts);
    try (NDManager manager = NDManager.newBaseManager()) {
      var tensors = Map.of("weight", manager.ones(new Shape(5)));
      checkpoints.save("jobs/7", 1, tensors, new Position(1));
      bucket.failure = 503;

      assertThatExceptionOfType(StorageUnavailableException.class)
          .isThrownBy(() -> checkpoints.latest("jobs/7", manager, Position.class))
          .withMessageContaining("503 come again");
      assertThatExceptionOfType(StorageUnavailableException.class)
          .isThrownBy(() -> checkpoints.save("jobs/7", 2, tensors, new Position(2)));

      bucket.failure = 0;
      assertThat(checkpoints.latest("jobs/7", manager, Position.class)).isPresent();
    }
  }

  @Test
  void unreachableStoreIsReportedAsUnavailable() {
    bucket.close();

    assertThatExceptionOfType(StorageUnavailableException.class).isThrownBy(() -> content("a"));
    assertThatExceptionOfType(StorageUnavailableException.class)
        .isThrownBy(() -> write(KEY, "first"));
  }

  @Test
  void missingBucketIsNamed() {
    try (S3ArtifactStore wrong = bucket.connect("nowhere")) {
      assertThatExceptionOfType(StorageUnavailableException.class)
          .isThrownBy(() -> wrong.list(""))
          .withMessageContaining("s3://nowhere/residual/")
          .withMessageContaining("404");
    }
  }

  @Test
  void objectThatEndsEarlyIsNotTakenForADamagedOne() {
    var response = GetObjectResponse.builder().contentLength(10L).build();
    var half = AbortableInputStream.create(new ByteArrayInputStream(new byte[4]));

    assertThatExceptionOfType(StorageUnavailableException.class)
        .isThrownBy(
            () -> new ObjectStream(new ResponseInputStream<>(response, half), "a").readAllBytes())
        .withMessage("a could not be read to its end: 6 bytes are missing");
  }

  @Test
  void everyRequestSucceeds() {
    write(KEY, "first");
    content("a");
    artifacts.delete(KEY);

    assertThat(bucket.requests).isNotEmpty().allMatch(each -> each.status() < 300);
  }
}
