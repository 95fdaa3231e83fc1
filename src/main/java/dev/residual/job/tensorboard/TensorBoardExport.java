package dev.residual.job.tensorboard;

import dev.residual.job.EpochResult;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobEventLog;
import dev.residual.job.JobEventLog.LoggedMetrics;
import dev.residual.job.JobView;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the metrics of a job as a ZIP of event files: one run for the training, and one for the
 * split that was evaluated after each epoch, so that TensorBoard draws both in one diagram. Events
 * are read page by page, so that a job of any length takes little memory, and no connection of the
 * database is held while a client is slow.
 */
@Component
class TensorBoardExport {

  private static final int PAGE = 1000;

  /** What ZIP calls its beginning. With the real time no two archives would be equal. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final JobEventLog eventLog;
  private final JsonMapper json;

  TensorBoardExport(JobEventLog eventLog, JsonMapper json) {
    this.eventLog = eventLog;
    this.json = json;
  }

  /**
   * Writes the archive.
   *
   * @param job with its request
   * @param out is left open
   */
  void write(JobView job, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    // The archive needs no buffer of its own, but each record is written in four parts.
    OutputStream buffered = new BufferedOutputStream(zip);
    begin(zip, job, "train");
    List<LoggedMetrics> epochs = writeTraining(job, new EventFile(buffered, start(job)));
    buffered.flush();
    if (!epochs.isEmpty()) {
      begin(zip, job, epoch(epochs.get(0)).evalSplit());
      writeEvaluation(epochs, new EventFile(buffered, start(job)));
      buffered.flush();
    }
    zip.finish();
  }

  private static void begin(ZipOutputStream zip, JobView job, String run) throws IOException {
    // TensorBoard recognizes an event file by the second part of its name.
    ZipEntry entry =
        new ZipEntry(
            String.format(
                Locale.ROOT,
                "%s/%s/events.out.tfevents.%010d.residual",
                job.id(),
                run,
                start(job).getEpochSecond()));
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
  }

  private static Instant start(JobView job) {
    return job.startedAt() == null ? job.createdAt() : job.startedAt();
  }

  /** Returns the epochs. There are at most a thousand. */
  private List<LoggedMetrics> writeTraining(JobView job, EventFile file) throws IOException {
    file.addText(start(job), "hparams", indented(Objects.requireNonNull(job.request())));
    file.addText(start(job), "job", indented(description(job)));
    long stepsPerEpoch = job.progress() == null ? 0 : job.progress().steps();
    List<LoggedMetrics> epochs = new ArrayList<>();
    List<LoggedMetrics> page;
    int last = 0;
    do {
      page = eventLog.metrics(job.id(), last, PAGE);
      for (LoggedMetrics each : page) {
        last = each.number();
        if (each.event() instanceof StepLogged step) {
          file.addScalars(
              each.time(), (step.epoch() - 1) * stepsPerEpoch + step.step(), values(step));
        } else {
          epochs.add(each);
          file.addScalars(each.time(), each.event().epoch(), trainingValues(epoch(each)));
        }
      }
    } while (page.size() == PAGE);
    return epochs;
  }

  private static void writeEvaluation(List<LoggedMetrics> epochs, EventFile file)
      throws IOException {
    for (LoggedMetrics each : epochs) {
      file.addScalars(each.time(), each.event().epoch(), evaluationValues(epoch(each)));
    }
  }

  private static EpochResult epoch(LoggedMetrics logged) {
    return (EpochResult) logged.event();
  }

  private static Map<String, Double> values(StepLogged step) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("step/loss", step.loss());
    values.put("step/top1", step.top1());
    values.put("step/top5", step.top5());
    values.put("step/learning_rate", step.learningRate());
    values.put("step/images_per_second", step.imagesPerSecond());
    return values;
  }

  private static Map<String, Double> trainingValues(EpochResult epoch) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("epoch/loss", epoch.trainLoss());
    values.put("epoch/top1", epoch.trainTop1());
    values.put("epoch/top5", epoch.trainTop5());
    values.put("epoch/seconds", epoch.seconds());
    return values;
  }

  private static Map<String, Double> evaluationValues(EpochResult epoch) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("epoch/loss", epoch.evalLoss());
    values.put("epoch/top1", epoch.evalTop1());
    values.put("epoch/top5", epoch.evalTop5());
    values.put("epoch/macro_f1", epoch.evalMacroF1());
    values.put("epoch/balanced_accuracy", epoch.evalBalancedAccuracy());
    return values;
  }

  private static Map<String, String> description(JobView job) {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("id", job.id().toString());
    description.put("worker", String.valueOf(job.worker()));
    description.put("device", String.valueOf(job.device()));
    description.put("precision", String.valueOf(job.precision()));
    return description;
  }

  /** Returns JSON as a block of code, in which no text of a client is read as Markdown. */
  private String indented(Object value) {
    return json.writerWithDefaultPrettyPrinter().writeValueAsString(value).indent(4);
  }
}
