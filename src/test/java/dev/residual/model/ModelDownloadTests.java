package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mockStatic;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.residual.ResidualTest;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.ResNet;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockedStatic;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Downloads of weights and ONNX files. */
@ResidualTest
class ModelDownloadTests {

  @Autowired private MockMvcTester mvc;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JdbcClient jdbc;
  private UUID model;

  @BeforeEach
  void registerModel() throws IOException {
    UUID job = UUID.randomUUID();
    long seed = job.getMostSignificantBits(); // the ONNX file of these weights is not there yet
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved =
          store.save(
              "jobs/" + job + "/1/model",
              Samples.network(manager, seed),
              Samples.description("fashion-mnist", 0.9),
              null);
      model = registry.register(saved, job, PromotionPolicy.NEVER);
    }
    setAge(weights());
  }

  @AfterEach
  void clear() {
    jdbc.sql("delete from model where id = :id").param("id", model).update();
  }

  @Test
  void weightsDownloadIsTheStoredFile() throws IOException {
    assertThat(mvc.get().uri("/models/{id}/weights", model))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_OCTET_STREAM)
        .hasHeader(
            "Content-Disposition", "attachment; filename=\"%s.safetensors\"".formatted(model))
        .body()
        .isEqualTo(Files.readAllBytes(weights()));
  }

  @Test
  void missingWeightsAreReportedAsCorrupt() {
    store.delete(registry.model(model).stored());

    assertProblem(get("weights"), 409, "model-corrupt");
  }

  @Test
  void damagedWeightsAreNotSent() throws IOException {
    damage(weights());

    assertProblem(get("weights"), 409, "model-corrupt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights", "onnx"})
  void downloadContinuesWithARange(String file) throws Exception {
    var whole = get(file).getResponse();
    byte[] bytes = whole.getContentAsByteArray();

    var rest =
        mvc.get()
            .uri("/models/{id}/" + file, model)
            .header("Range", "bytes=100-")
            .header("If-Range", whole.getHeader("ETag"))
            .exchange()
            .getResponse();

    assertThat(rest.getStatus()).isEqualTo(206);
    assertThat(rest.getHeader("Content-Range"))
        .isEqualTo("bytes 100-%d/%d".formatted(bytes.length - 1, bytes.length));
    assertThat(rest.getContentAsByteArray())
        .isEqualTo(Arrays.copyOfRange(bytes, 100, bytes.length));
    assertThat(mvc.head().uri("/models/{id}/" + file, model))
        .hasStatusOk()
        .hasHeader("Content-Length", String.valueOf(bytes.length));
  }

  @Test
  void rangeBeyondTheEndSendsNoFile() {
    var rejected =
        mvc.get().uri("/models/{id}/weights", model).header("Range", "bytes=999999999-").exchange();

    assertProblem(rejected, 416, "range-not-satisfiable");
    assertThat(rejected.getResponse().getHeader("Content-Range")).startsWith("bytes */");
  }

  @Test
  void onnxExportIsReadByOnnxRuntime() throws Exception {
    var file = get("onnx");

    assertThat(file).hasStatusOk();
    byte[] bytes = file.getResponse().getContentAsByteArray();
    assertThat(file.getResponse().getContentLength()).isEqualTo(bytes.length);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(bytes)) {
      assertThat(session.getInputNames()).containsExactly("image");
      assertThat(session.getOutputNames()).containsExactly("logits");
    }
    assertThat(mvc.get().uri("/models/{id}/onnx", UUID.randomUUID()))
        .hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void sameWeightsWithAnotherImageSizeAreAnotherOnnxFile() throws Exception {
    String key = "jobs/" + UUID.randomUUID() + "/1/model";
    UUID other;
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel stored = registry.model(model).stored();
      ModelDescription larger =
          ModelDescription.imported(
              stored.manifest().description().architecture(),
              Preprocessing.exact(ImageFormat.gray(28, 28), 40, Normalization.article(1), null),
              List.of("Shirt", "Bag"),
              new ModelDescription.Origin(null, null, null, "00ff", null));
      ResNet network = store.load(stored, manager);
      other =
          registry.register(store.save(key, network, larger, null), null, PromotionPolicy.NEVER);
    }
    assertThat(get("onnx")).hasStatusOk();

    byte[] bytes =
        mvc.get().uri("/models/{id}/onnx", other).exchange().getResponse().getContentAsByteArray();

    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(bytes)) {
      TensorInfo image = (TensorInfo) session.getInputInfo().get("image").getInfo();
      assertThat(image.getShape()).containsExactly(-1, 1, 40, 40);
    }
    assertThat(mvc.delete().uri("/models/{id}", other)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void weightsAreHashedOnceForAllRequests() {
    try (MockedStatic<Sha256> hash = mockStatic(Sha256.class, CALLS_REAL_METHODS)) {
      MvcTestResult whole = get("weights");
      assertThat(whole).hasStatusOk();
      assertThat(get("weights")).hasStatusOk();
      assertThat(mvc.head().uri("/models/{id}/weights", model)).hasStatusOk();
      assertThat(
              mvc.get()
                  .uri("/models/{id}/weights", model)
                  .header("If-None-Match", whole.getResponse().getHeader("ETag")))
          .hasStatus(HttpStatus.NOT_MODIFIED);
      assertThat(mvc.get().uri("/models/{id}/weights", model).header("Range", "bytes=100-199"))
          .hasStatus(HttpStatus.PARTIAL_CONTENT);

      hash.verify(() -> Sha256.of(any(Path.class)));
    }
  }

  @Test
  void weightsThatChangeAfterADownloadAreNotSent() throws IOException {
    assertThat(get("weights")).hasStatusOk();

    Path file = weights();
    damage(file);
    setAge(file);

    assertProblem(get("weights"), 409, "model-corrupt");
    assertProblem(get("weights"), 409, "model-corrupt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights", "onnx"})
  void noTransactionIsOpenWhileWeightsAreHashed(String file) {
    Set<Boolean> inTransaction = new HashSet<>();
    try (MockedStatic<Sha256> hash =
        mockStatic(
            Sha256.class,
            call -> {
              inTransaction.add(TransactionSynchronizationManager.isActualTransactionActive());
              return call.callRealMethod();
            })) {
      assertThat(get(file)).hasStatusOk();

      hash.verify(() -> Sha256.of(any(Path.class)), atLeastOnce());
    }
    assertThat(inTransaction).containsExactly(false);
  }

  private MvcTestResult get(String file) {
    return mvc.get().uri("/models/{id}/" + file, model).exchange();
  }

  private Path weights() throws IOException {
    return store.weights(registry.model(model).stored()).getFile().toPath();
  }

  /** Lets a file appear to be old, as most are; that of one just written is not remembered. */
  private static void setAge(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static void assertProblem(MvcTestResult result, int status, String code) {
    assertThat(result)
        .hasStatus(status)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo(code);
  }
}
