package dev.residual.web.error;

import dev.residual.web.Cursor;
import dev.residual.web.InvalidValueException;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.multipart.MultipartFile;

/** Has endpoints that fail in every way in which an endpoint can fail. */
@RestController
class ErrorTestController {

  enum Colour {
    RED,
    GREEN
  }

  record Engine(
      @Nullable String name,
      @Nullable Double power,
      @Range(min = 1, max = 12, message = "must be between {min} and {max}")
          @Nullable Integer cylinders) {}

  record Car(
      @Nullable String name,
      @Min(1) int wheels,
      @Nullable Colour colour,
      @Valid @Nullable Engine engine,
      @Nullable List<@NotNull @Valid Engine> spares,
      @Nullable Seats seats,
      @Nullable Instant built) {}

  record Seats(int count) {
    Seats {
      if (count > 9) {
        throw new InvalidValueException(count + " seats make a bus; at most 9 are known");
      }
      if (count < 0) {
        Integer.parseInt("minus");
      }
    }
  }

  record Row(Instant createdAt, UUID id) {}

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456Z");

  @PostMapping("/cars")
  Car park(@Valid @RequestBody Car car) {
    return car;
  }

  @GetMapping("/cars")
  Page<String> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    Cursor after = Cursor.parse(cursor);
    List<Row> rows =
        IntStream.range(0, 30)
            .mapToObj(i -> new Row(NOON.minusSeconds(i), new UUID(0, i)))
            .filter(row -> after == null || row.createdAt().isBefore(after.createdAt()))
            .limit(limit + 1L)
            .toList();
    return Page.of(
        rows, limit, row -> new Cursor(row.createdAt(), row.id()), row -> row.id().toString());
  }

  @GetMapping("/cars/{id}")
  String car(
      @PathVariable UUID id,
      @RequestParam(name = "top", defaultValue = "3") @Min(1) @Max(10) int best) {
    return id + " " + best;
  }

  @GetMapping(path = "/cars/{id}/sheet", produces = "application/json")
  String sheet(@PathVariable UUID id, @RequestParam Colour colour) {
    return "{}";
  }

  @PostMapping("/uploads")
  String upload(@RequestParam List<MultipartFile> image) {
    return image.stream().map(file -> "" + file.getSize()).collect(Collectors.joining(","));
  }

  @PostMapping("/deliveries")
  String deliver(
      @RequestParam(required = false) @Nullable String sender,
      @RequestParam(defaultValue = "3") int top,
      @RequestParam(required = false) @Nullable Colour colour) {
    return sender + " " + top + " " + colour;
  }

  @GetMapping("/busy")
  void busy() {
    throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", "Too many wait already")
        .retryAfter(Duration.ofSeconds(7));
  }

  @GetMapping("/impossible")
  void impossible() {
    throw Problem.impossible("dataset", "is not here");
  }

  @GetMapping("/broken")
  void broken() {
    throw new IllegalStateException("the secret of /home/garage");
  }

  @GetMapping("/overflow")
  void overflow() {
    throw new StackOverflowError();
  }

  @GetMapping("/violated")
  void violated() {
    var violations =
        Validation.buildDefaultValidatorFactory()
            .getValidator()
            .validate(new Engine(null, null, 13));
    throw new ConstraintViolationException(violations);
  }

  @GetMapping("/database/unreachable")
  void databaseUnreachable() {
    throw new DataAccessResourceFailureException(
        "jdbc:secret", new SQLTransientConnectionException("no connection"));
  }

  @GetMapping("/database/broken")
  void databaseBroken() {
    throw new JpaSystemException(
        new RuntimeException(new SQLException("connection is broken", "08006")));
  }

  @GetMapping("/database/impatient")
  void transactionRestedTooLong() {
    throw new JpaSystemException(
        new RuntimeException(new SQLException("idle-in-transaction timeout", "25P03")));
  }

  @GetMapping("/database/thrown-away")
  void connectionThrownAway() {
    throw new JpaSystemException(new RuntimeException(new SQLException("Connection is closed")));
  }

  @PostMapping("/violations/{state}")
  void violates(@PathVariable String state) {
    throw new DataIntegrityViolationException(
        "insert into secret", new SQLException("secret", state));
  }

  @PostMapping("/conflicts/version")
  void changedMeanwhile() {
    throw new ObjectOptimisticLockingFailureException("secret", null);
  }

  @PostMapping("/conflicts/lock")
  void heldMeanwhile() {
    throw new CannotAcquireLockException("select secret for update");
  }

  @GetMapping("/late")
  void late() {
    throw new AsyncRequestTimeoutException();
  }

  @GetMapping("/gone")
  void gone() throws IOException {
    throw new IOException("Broken pipe");
  }
}
