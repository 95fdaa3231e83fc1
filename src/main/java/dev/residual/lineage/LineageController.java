package dev.residual.lineage;

import dev.residual.job.JobQueries;
import dev.residual.job.JobSubmitter;
import dev.residual.job.JobView;
import dev.residual.web.Link;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoints that tell where models come from, and train them again. */
@RestController
@RequestMapping("/models/{id}")
@Tag(name = "Models")
class LineageController {

  private final LineageReader lineages;
  private final Reproducer reproducer;
  private final JobQueries jobs;

  LineageController(LineageReader lineages, Reproducer reproducer, JobQueries jobs) {
    this.lineages = lineages;
    this.reproducer = reproducer;
    this.jobs = jobs;
  }

  @GetMapping(path = "/lineage", produces = MediaType.APPLICATION_JSON_VALUE)
  @LineageOperations.Get
  Lineage lineage(@PathVariable UUID id) {
    return lineages.of(id);
  }

  @PostMapping(path = "/reproduce", produces = MediaType.APPLICATION_JSON_VALUE)
  @LineageOperations.Reproduce
  ResponseEntity<JobView> reproduce(
      @PathVariable UUID id,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Parameter(description = "As in POST /jobs")
          @Size(min = 1, max = 255, message = "must have between {min} and {max} characters")
          @Nullable String idempotencyKey) {
    JobSubmitter.Accepted accepted = reproducer.submit(id, idempotencyKey);
    var answer = ResponseEntity.accepted().location(new Link("/jobs/" + accepted.job()).uri());
    if (accepted.replayed()) {
      answer.header("Idempotency-Replayed", "true");
    }
    return answer.body(jobs.job(accepted.job()));
  }
}
