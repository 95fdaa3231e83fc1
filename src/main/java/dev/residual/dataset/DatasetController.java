package dev.residual.dataset;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.stream.IntStream;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists the data sets and returns their images. */
@RestController
@RequestMapping("/datasets")
@Tag(name = "Datasets", description = "The data sets for training and their images")
class DatasetController {

  private static final int SHEET_SIZE = 100;

  private final Datasets datasets;

  DatasetController(Datasets datasets) {
    this.datasets = datasets;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listDatasets",
      summary = "List the data sets",
      description =
          "Shows the built-in data sets, and then all versions of own ones, newest first. Says for"
              + " each whether it is ready, and otherwise what to do.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  Page<DatasetView> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return datasets.page(limit, Cursor.parse(cursor));
  }

  @GetMapping(path = "/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getDataset",
      summary = "Get one data set: its state, its labels and the numbers of its images")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "What follows the @ is not a version")
  @ApiResponse(responseCode = "404", description = "There is no data set of this name")
  DatasetView get(
      @Parameter(
              description = "A name, or a name and a version such as pets@3",
              example = "fashion-mnist-sample")
          @PathVariable
          String name) {
    return datasets.view(name);
  }

  @GetMapping(path = "/{name}/images", produces = MediaType.IMAGE_PNG_VALUE)
  @Operation(
      operationId = "getDatasetImages",
      summary = "Get a sheet of images",
      description =
          "Returns the first hundred images of a split, or of one class of it, as one PNG with ten"
              + " images per row.")
  @PngResponse
  byte[] sheet(
      @Parameter(example = "fashion-mnist-sample") @PathVariable String name,
      @Parameter(
              description = "The split: train, validation or test",
              example = "test",
              schema =
                  @Schema(
                      allowableValues = {"train", "validation", "test"},
                      defaultValue = "test"))
          @RequestParam(defaultValue = "test")
          String split,
      @Parameter(
              description = "Index of a label; the sheet then has only images of this class",
              example = "9")
          @RequestParam(required = false)
          @Nullable Integer label,
      @Parameter(
              description =
                  "Shows equal images of an own data set instead, a group in each row: the first"
                      + " 100 groups of duplicates, of conflicts (with different labels), of leaks"
                      + " (for training and for the test), or of near leaks (a test image and the"
                      + " training image that it looks like)",
              schema =
                  @Schema(allowableValues = {"duplicates", "conflicts", "leaks", "near-leaks"}))
          @RequestParam(required = false)
          @Nullable String show) {
    if (show != null) {
      return ContactSheet.rows(datasets.equalImages(name, EqualImagesKind.of(show)));
    }
    DatasetSplit datasetSplit = DatasetSplit.of(split);
    Dataset dataset = datasets.load(name);
    LabeledImages images = datasetSplit.in(dataset);
    IntStream indices = IntStream.range(0, images.size());
    if (label != null) {
      checkLabel(label, dataset);
      indices = indices.filter(i -> images.label(i) == label);
    }
    return ContactSheet.of(images.select(indices.limit(SHEET_SIZE).toArray()));
  }

  @GetMapping(path = "/{name}/images/{split}/{index}", produces = MediaType.IMAGE_PNG_VALUE)
  @Operation(
      operationId = "getDatasetImage",
      summary = "Get one image",
      description =
          "Returns an 8-bit PNG with exactly the values of the data. It can be sent to /predict.")
  @PngResponse
  byte[] image(
      @Parameter(example = "fashion-mnist-sample") @PathVariable String name,
      @Parameter(
              description = "The split: train, validation or test",
              example = "test",
              schema = @Schema(allowableValues = {"train", "validation", "test"}))
          @PathVariable
          String split,
      @Parameter(description = "Index of the image in the data file, from 0", example = "0")
          @PathVariable
          int index) {
    DatasetSplit datasetSplit = DatasetSplit.of(split);
    if (index < 0) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST,
          "out-of-range",
          String.format(
              Locale.ROOT,
              "index must not be negative, was %d; the first image has index 0",
              index));
    }
    LabeledImages images = datasetSplit.in(datasets.load(name));
    if (index >= images.size()) {
      throw Problem.of(
          HttpStatus.NOT_FOUND,
          "no-such-image",
          String.format(
              Locale.ROOT,
              "index must be between 0 and %d for split %s of %s, was %d",
              images.size() - 1,
              split,
              name,
              index));
    }
    return ContactSheet.single(images, index);
  }

  private static void checkLabel(int label, Dataset dataset) {
    int last = dataset.labels().size() - 1;
    if (label < 0 || label > last) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST,
          "out-of-range",
          String.format(
              Locale.ROOT,
              "label must be between 0 and %d, was %d; leave it out for all classes",
              last,
              label));
    }
  }
}
