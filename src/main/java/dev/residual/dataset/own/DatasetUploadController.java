package dev.residual.dataset.own;

import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.DatasetView;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.dataset.archive.ArchiveException;
import dev.residual.dataset.feedback.FeedbackImages;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.dataset.pack.Pack;
import dev.residual.web.ContentDigest;
import dev.residual.web.Problem;
import dev.residual.web.UploadFolder;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Takes own data sets, reports on them and deletes them. */
@RestController
@RequestMapping(DatasetUploadController.PATH)
@Import(UploadFolder.class)
@Tag(name = "Datasets")
class DatasetUploadController {

  static final String PATH = "/datasets";

  private static final String CSV = "text/csv";

  private final DatasetUploads uploads;
  private final Inbox inbox;
  private final FeedbackImages feedback;
  private final DatasetLifecycle lifecycle;
  private final OwnDatasets datasets;
  private final DatasetViews views;
  private final DatasetArtifacts artifacts;
  private final Packs packs;
  private final UploadOptions options;

  DatasetUploadController(
      DatasetUploads uploads,
      Inbox inbox,
      FeedbackImages feedback,
      DatasetLifecycle lifecycle,
      OwnDatasets datasets,
      DatasetViews views,
      DatasetArtifacts artifacts,
      Packs packs,
      JsonMapper json) {
    this.uploads = uploads;
    this.inbox = inbox;
    this.feedback = feedback;
    this.lifecycle = lifecycle;
    this.datasets = datasets;
    this.views = views;
    this.artifacts = artifacts;
    this.packs = packs;
    options = new UploadOptions(json);
  }

  /** Takes an archive, whatever the Content-Type, because the first bytes decide what it is. */
  @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @UploadOperations.Upload
  ResponseEntity<DatasetView> upload(
      @ParameterObject UploadParameters parameters, HttpServletRequest request) throws IOException {
    ImportOptions given = options.of(parameters);
    String name = requireName(parameters.name());
    return response(
        uploads.receive(
            name,
            Boolean.TRUE.equals(parameters.newVersion()),
            given,
            new DatasetUploads.Body(
                request.getInputStream(),
                request.getContentLengthLong(),
                ContentDigest.of(request))));
  }

  /** Takes the same by PUT, because that is what {@code curl -T} sends. */
  @PutMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(hidden = true)
  ResponseEntity<DatasetView> put(
      @ParameterObject UploadParameters parameters, HttpServletRequest request) throws IOException {
    return upload(parameters, request);
  }

  @PostMapping(
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @UploadOperations.FromJson
  ResponseEntity<DatasetView> fromJson(@RequestBody DatasetRequest request) throws IOException {
    String name = requireName(request.name());
    if (request.feedback() != null) {
      if (request.inbox() != null) {
        throw Problem.refused("feedback", "and inbox must not be given together");
      }
      return response(
          uploads.fromFeedback(
              name,
              Boolean.TRUE.equals(request.newVersion()),
              request.options(),
              feedback.select(request.feedback())));
    }
    String path = requireInInbox(request.inbox());
    return response(
        uploads.fromInbox(
            name, Boolean.TRUE.equals(request.newVersion()), request.options(), path));
  }

  private ResponseEntity<DatasetView> response(DatasetUploads.Received received) {
    DatasetView view = views.of(received.version());
    return ResponseEntity.status(received.created() ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .location(view.links().self().uri())
        .body(view);
  }

  private static String requireName(@Nullable String name) {
    if (name == null || !name.matches(DatasetReference.NAME)) {
      throw Problem.refused(
          "name",
          String.format(
              Locale.ROOT,
              "must be 1 to 100 of a-z, 0-9 and -, and begin with a letter or digit, was %s",
              name == null ? "not given" : '"' + name + '"'));
    }
    return name;
  }

  private String requireInInbox(@Nullable String path) throws IOException {
    if (path == null || path.isEmpty()) {
      throw Problem.refused(
          "inbox",
          "must be the path of an archive or a folder below residual.dataset.inbox, was not given;"
              + " nor was feedback, which takes images of predictions; to send an archive, make it the body and set no Content-Type of JSON");
    }
    if (!inbox.isConfigured()) {
      throw Problem.impossible(
          "inbox", "cannot be used, because residual.dataset.inbox is not set; send the archive");
    }
    try {
      inbox.locate(path);
      return path;
    } catch (NoSuchFileException e) {
      throw Problem.impossible(
          "inbox",
          String.format(
              Locale.ROOT,
              "must be a file or folder below residual.dataset.inbox that the service can read,"
                  + " was \"%s\"",
              path));
    }
  }

  @GetMapping(path = "/{name}/report", produces = MediaType.APPLICATION_JSON_VALUE)
  @UploadOperations.Report
  ResponseEntity<byte[]> report(@PathVariable String name) throws IOException {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(pack(name).report());
  }

  @GetMapping(path = "/{name}/report/unreadable", produces = CSV)
  @UploadOperations.Unreadable
  ResponseEntity<byte[]> unreadable(@PathVariable String name) throws IOException {
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .body(pack(name).unreadable());
  }

  private Pack pack(String name) {
    if (DatasetDefinition.isReserved(name)) {
      throw Problem.of(
          HttpStatus.NOT_FOUND,
          "no-report",
          name + " is built in, so there is no report on an import");
    }
    return datasets.pack(name).orElseThrow(() -> unknown(name));
  }

  private UnknownDatasetException unknown(String name) {
    return new UnknownDatasetException(name, datasets.names());
  }

  @DeleteMapping("/{name}")
  @UploadOperations.Delete
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable @Parameter(example = "pets@1") String name) {
    DatasetReference reference = DatasetReference.parse(name);
    if (DatasetDefinition.isReserved(reference.name())) {
      throw Problem.of(
          HttpStatus.CONFLICT, "dataset-reserved", name + " is built in and cannot be deleted");
    }
    if (!reference.hasVersion()) {
      if (datasets.view(name).isEmpty()) {
        throw unknown(name);
      }
      throw Problem.refused(
          "name",
          String.format(Locale.ROOT, "must name a version, such as %s@1, was \"%s\"", name, name));
    }
    UUID id = lifecycle.delete(reference);
    packs.remove(id);
    artifacts.delete(id);
  }

  @ExceptionHandler
  Problem refused(ArchiveException e) {
    boolean unknown = e.code().equals("not-an-archive");
    return Problem.of(
        unknown ? HttpStatus.UNSUPPORTED_MEDIA_TYPE : HttpStatus.UNPROCESSABLE_CONTENT,
        e.code(),
        String.valueOf(e.getMessage()));
  }
}
