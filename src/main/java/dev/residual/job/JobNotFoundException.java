package dev.residual.job;

import dev.residual.CodedException;
import java.util.UUID;

/** Thrown if no job has the given id. */
public class JobNotFoundException extends RuntimeException implements CodedException {

  public JobNotFoundException(UUID id) {
    super("There is no job " + id + "; GET /jobs lists all jobs");
  }

  @Override
  public String code() {
    return "no-such-job";
  }
}
