package dev.residual.job.web;

import dev.residual.job.JobNotFoundException;
import dev.residual.job.JobStateException;
import dev.residual.web.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers requests for jobs that do not exist or whose status does not allow the request. */
@RestControllerAdvice
class JobErrorAdvice {

  @ExceptionHandler
  Problem notFound(JobNotFoundException e) {
    return Problem.of(HttpStatus.NOT_FOUND, e.code(), e.getMessage());
  }

  @ExceptionHandler
  Problem conflict(JobStateException e) {
    return Problem.of(HttpStatus.CONFLICT, e.code(), e.getMessage());
  }
}
