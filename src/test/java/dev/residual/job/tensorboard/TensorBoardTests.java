package dev.residual.job.tensorboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.ManualQueueTest;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobLifecycle;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import dev.residual.job.Trainings;
import dev.residual.job.tensorboard.EventFileReader.Event;
import dev.residual.training.EpochReport;
import dev.residual.training.TrainingProgress;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Downloads the metrics of jobs for TensorBoard, and reads the files back. */
@ManualQueueTest
class TensorBoardTests {

  private static final int STEPS = 10;

  @Autowired private MockMvcTester http;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private Clock clock;

  private UUID id;
  private JobAttempt attempt;

  @BeforeEach
  void start() {
    id = lifecycle.submit(Requests.of("{'name': '<b>`|', 'promote': 'never'}"), null);
    attempt = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
  }

  @AfterEach
  void cancel() {
    attempts.cancelled(attempt);
    lifecycle.delete(id);
  }

  @Test
  void checksumIsThatOfTheStandard() {
    // The check value of CRC-32C in the catalogue of parametrised CRC algorithms
    assertThat(EventFileReader.crc32c("123456789".getBytes(US_ASCII))).isEqualTo(0xe3069283);
  }

  @Test
  void stepsAndEpochsAreReadBack() throws IOException {
    log(1, 3, 6, 10);
    attempts.report(attempt, epoch(1));
    log(2, 3, 6);

    Map<String, List<Event>> files = read();

    assertThat(files.keySet())
        .map(name -> name.replaceAll("\\d{10}", "TIME"))
        .containsExactly(
            id + "/train/events.out.tfevents.TIME.residual",
            id + "/test/events.out.tfevents.TIME.residual");
    assertThat(files.values()).allMatch(file -> file.get(0).fileVersion().equals("brain.Event:2"));
    List<Event> train = scalars(file(files, "/train/"));
    assertThat(train).extracting(Event::step).containsExactly(3L, 6L, 10L, 1L, 13L, 16L);
    assertThat(train.get(0).scalars())
        .isEqualTo(
            Map.of(
                "step/loss", 0.3f,
                "step/top1", 0.75f,
                "step/top5", 1f,
                "step/learning_rate", 0.001f,
                "step/images_per_second", 128f));
    assertThat(train.get(3).scalars())
        .isEqualTo(
            Map.of(
                "epoch/loss", 0.5f, "epoch/top1", 0.75f, "epoch/top5", 1f, "epoch/seconds", 60f));
    assertThat(scalars(file(files, "/test/")))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.step()).isEqualTo(1);
              assertThat(event.scalars())
                  .isEqualTo(
                      Map.of(
                          "epoch/loss", 0.25f,
                          "epoch/top1", 0.875f,
                          "epoch/top5", 1f,
                          "epoch/macro_f1", 0.75f,
                          "epoch/balanced_accuracy", 0.875f));
            });
  }

  @Test
  void eventsHaveTheTimesAtWhichTheyWereLogged() throws IOException {
    double before = clock.millis() / 1e3;
    log(1, 3);

    double now = clock.millis() / 1e3;
    assertThat(scalars(file(read(), "/train/")).get(0).wallTime())
        .isBetween(before - 1e-3, now + 1e-3);
    assertThat(file(read(), "/train/").get(0).wallTime()).isCloseTo(now, within(60.0));
  }

  @Test
  void requestIsATextThatIsNotReadAsMarkdown() throws IOException {
    String text =
        file(read(), "/train/").stream()
            .flatMap(event -> event.texts().entrySet().stream())
            .filter(entry -> entry.getKey().equals("hparams"))
            .findFirst()
            .orElseThrow()
            .getValue();

    assertThat(text).contains("\"optimizer\"", "\"name\" : \"<b>`|\"");
    assertThat(text.lines()).allMatch(line -> line.startsWith("    "));
  }

  @Test
  void severalAttemptsMakeOneCurve() throws IOException {
    log(1, 3, 6);
    attempts.release(attempt);
    attempt = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
    log(1, 6, 9, 10);

    assertThat(scalars(file(read(), "/train/")))
        .extracting(Event::step)
        .containsExactly(3L, 6L, 9L, 10L);
  }

  @Test
  void jobOfManyStepsIsReadInPages() throws IOException {
    int[] steps = IntStream.rangeClosed(1, 2500).toArray();
    log(1, steps);

    assertThat(scalars(file(read(), "/train/")))
        .extracting(event -> (int) event.step())
        .containsExactlyElementsOf(IntStream.of(steps).boxed().toList());
  }

  @Test
  void etagChangesWithEachEvent() {
    String etag = get().getResponse().getHeader("ETag");
    assertThat(http.get().uri(path()).header("If-None-Match", etag))
        .hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(http.head().uri(path())).hasStatusOk().hasHeader("ETag", etag).body().isEmpty();

    log(1, 3);

    assertThat(http.get().uri(path()).header("If-None-Match", etag)).hasStatusOk();
  }

  @Test
  void unknownJobHasNoFile() {
    assertThat(http.get().uri("/jobs/{id}/tensorboard", UUID.randomUUID()))
        .hasStatus(HttpStatus.NOT_FOUND)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("no-such-job");
  }

  private void log(int epoch, int... steps) {
    List<TrainingProgress> progress =
        IntStream.of(steps)
            .mapToObj(
                step ->
                    new TrainingProgress(epoch, 2, step, STEPS, 0.5, 128, 30, 0.3, 0.75, 1, 0.001))
            .toList();
    attempts.report(
        attempt, progress.get(progress.size() - 1), progress.stream().map(StepLogged::of).toList());
  }

  private static EpochReport epoch(int epoch) {
    return Trainings.epoch(epoch);
  }

  private Map<String, List<Event>> read() throws IOException {
    MvcTestResult answer = get();
    assertThat(answer).hasStatusOk().hasContentType("application/zip");
    return EventFileReader.read(answer.getResponse().getContentAsByteArray());
  }

  private MvcTestResult get() {
    return http.get().uri(path()).exchange();
  }

  private String path() {
    return "/jobs/" + id + "/tensorboard";
  }

  private static List<Event> file(Map<String, List<Event>> files, String run) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().contains(run))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private static List<Event> scalars(List<Event> events) {
    Stream<Event> found = events.stream().filter(event -> !event.scalars().isEmpty());
    return found.toList();
  }
}
