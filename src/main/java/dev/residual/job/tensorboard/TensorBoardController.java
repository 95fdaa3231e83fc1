package dev.residual.job.tensorboard;

import dev.residual.job.JobEventLog;
import dev.residual.job.JobEventLog.End;
import dev.residual.job.JobNotFoundException;
import dev.residual.job.JobQueries;
import dev.residual.job.JobView;
import dev.residual.web.Download;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** Serves the metrics of jobs as event files of TensorBoard. */
@RestController
@Tag(name = "Jobs")
class TensorBoardController {

  private static final String ZIP = "application/zip";

  /** Changes whenever the same events are written to another archive. */
  private static final int VERSION = 1;

  private final JobQueries queries;
  private final JobEventLog eventLog;
  private final TensorBoardExport export;

  TensorBoardController(JobQueries queries, JobEventLog eventLog, TensorBoardExport export) {
    this.queries = queries;
    this.eventLog = eventLog;
    this.export = export;
  }

  @GetMapping(path = "/jobs/{id}/tensorboard", produces = ZIP)
  @Download
  @Operation(
      operationId = "downloadTensorBoard",
      summary = "Download the metrics of a job as a ZIP of TensorBoard's event files",
      description =
          "The run train has each logged step (step/loss, step/top1, step/top5, step/learning_rate,"
              + " step/images_per_second) and each epoch (epoch/loss and so on). The run test or"
              + " validation has the evaluation after each epoch under the same names. The request"
              + " of the job is the text hparams. A running job has what it has logged so far.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "404", description = "No job has this id, code no-such-job")
  void tensorBoard(@PathVariable UUID id, ServletWebRequest request, HttpServletResponse response)
      throws IOException {
    End end = eventLog.ends(Set.of(id)).get(id);
    if (end == null) {
      throw new JobNotFoundException(id);
    }
    JobView job = queries.job(id);
    if (request.checkNotModified(
        String.format(Locale.ROOT, "W/\"%s-%d-%d\"", id, end.number(), VERSION))) {
      return; // Spring has set the status
    }
    response.setContentType(ZIP);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(id + "-tensorboard.zip").build().toString());
    if (!HttpMethod.HEAD.equals(request.getHttpMethod())) {
      // Spring would write a stream on another thread, and count it as a second download.
      export.write(job, response.getOutputStream());
    }
  }
}
