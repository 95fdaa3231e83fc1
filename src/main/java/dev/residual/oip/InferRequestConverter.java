package dev.residual.oip;

import dev.residual.web.Problem;
import dev.residual.web.UnicodeText;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an inference request: JSON that may be followed by bytes. A header tells the length of the
 * JSON. The content type has no influence, because some clients send none.
 *
 * @see <a
 *     href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">the
 *     extension</a>
 */
public class InferRequestConverter extends AbstractHttpMessageConverter<InferRequest> {

  public static final String JSON_LENGTH = "Inference-Header-Content-Length";

  /** Matches every length that a body can have. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private static final int MAX_SHOWN = 20;

  private final JsonMapper mapper;
  private final JacksonJsonHttpMessageConverter json;

  InferRequestConverter(JsonMapper mapper) {
    super(MediaType.APPLICATION_JSON, MediaType.APPLICATION_OCTET_STREAM);
    this.mapper = mapper;
    this.json = new JacksonJsonHttpMessageConverter(mapper);
  }

  @Override
  protected boolean supports(Class<?> type) {
    return type == InferRequest.class;
  }

  @Override
  public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  protected InferRequest readInternal(Class<? extends InferRequest> type, HttpInputMessage message)
      throws IOException {
    List<String> lengths = message.getHeaders().getOrEmpty(JSON_LENGTH);
    if (lengths.isEmpty()) {
      return requireBody((InferRequest) json.read(InferRequest.class, message), message).with(null);
    }
    byte[] body = message.getBody().readAllBytes();
    int length = length(lengths, body.length);
    return length == 0
        ? InferRequest.of(body)
        : requireBody(json(body, length, message), message)
            .with(Arrays.copyOfRange(body, length, body.length));
  }

  private @Nullable InferRequest json(byte[] body, int length, HttpInputMessage message) {
    try {
      return mapper.readValue(body, 0, length, InferRequest.class);
    } catch (JacksonException e) {
      throw new HttpMessageNotReadableException("The JSON could not be read", e, message);
    }
  }

  /** Treats the JSON null as an absent body. */
  private static InferRequest requireBody(
      @Nullable InferRequest request, HttpInputMessage message) {
    if (request == null) {
      throw new HttpMessageNotReadableException("The body is null", message);
    }
    return request;
  }

  private static int length(List<String> lengths, int max) {
    String found = String.join(", ", lengths);
    if (NUMBER.matcher(found).matches() && Integer.parseInt(found) <= max) {
      return Integer.parseInt(found);
    }
    throw Problem.refused(
        JSON_LENGTH,
        String.format(
            Locale.ROOT,
            "must be the number of bytes that are JSON, from 0 to the body's %d, was %s",
            max,
            UnicodeText.shortened(found, MAX_SHOWN)));
  }

  /** Never called, because {@link #canWrite(Class, MediaType)} returns false. */
  @Override
  protected void writeInternal(InferRequest request, HttpOutputMessage message) {
    throw new HttpMessageNotWritableException("Requests are only read");
  }
}
