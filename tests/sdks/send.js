// Sends the records of standard input, a JSON array, by a vendor's own SDK:
// `node send.js VENDOR URL`. Prints what the SDK made of the answer: how many records it takes for
// `stored`, and the reasons of what it takes for `refused`.

import { text } from 'node:stream/consumers';

const vendors = {
  async axiom(url, records) {
    const { AxiomWithoutBatching } = await import('@axiomhq/js');
    const axiom = new AxiomWithoutBatching({ url, token: 'the-token', onError: fail });
    const events = records.map((record) => ({ ...record, _time: time(record) }));
    const { ingested, failures } = await axiom.ingest('a-set', events);
    return { stored: ingested, refused: (failures ?? []).map(({ error }) => error) };
  },

  async 'better stack'(url, records) {
    const { Logtail } = await import('@logtail/node');
    const logtail = new Logtail('the-token', {
      endpoint: url,
      // The last one sends them all.
      batchSize: records.length,
      retryCount: 0,
      throwExceptions: true,
      captureStackContext: false,
    });
    const refused = new Set();
    const log = async ({ message, level, ...rest }) => {
      try {
        await logtail.log(message, level, { ...rest, dt: time(rest) });
      } catch (error) {
        refused.add(error.message);
      }
    };
    await Promise.all(records.map(log));
    return { stored: logtail.synced, refused: [...refused] };
  },

  async datadog(url, records) {
    const { client, v2 } = await import('@datadog/datadog-api-client');
    const configuration = client.createConfiguration({
      authMethods: { apiKeyAuth: 'the-key' },
      baseServer: new client.BaseServerConfiguration(url, {}),
    });
    const logs = new v2.LogsApi(configuration);
    try {
      await logs.submitLog({ body: records.map(item), contentEncoding: 'gzip' });
      return { stored: records.length, refused: [] };
    } catch (error) {
      return { stored: 0, refused: error.body.errors.map(({ detail }) => detail) };
    }
  },

  async elasticsearch(url, records) {
    const { Client } = await import('@elastic/elasticsearch');
    const client = new Client({ node: url });
    const refused = [];
    const { successful } = await client.helpers.bulk({
      datasource: records,
      index: 'linestamp-logs',
      onDocument: ({ id }) => ({ create: { _id: id } }),
      onDrop: ({ error }) => refused.push(error.reason),
    });
    return { stored: successful, refused };
  },

  async splunk(url, records) {
    const { Logger } = (await import('splunk-logging')).default;
    const logger = new Logger({
      token: 'the-token',
      url: `${url}/services/collector/event`,
      // Until it is flushed.
      maxBatchCount: 0,
    });
    logger.eventFormatter = (event) => event;
    const refused = [];
    logger.error = (error) => refused.push(error.message);
    for (const record of records) {
      const metadata = { time: record.timestamp, source: record.service, sourcetype: 'linestamp' };
      logger.send({ message: record, metadata });
    }
    const { text } = await new Promise((resolve, reject) => {
      logger.flush((error, _response, body) => (error ? reject(error) : resolve(body)));
    });
    return { stored: text === 'Success' ? records.length : 0, refused };
  },
};

/** A record in Datadog's attributes. */
function item({ message, service, ...rest }) {
  const { environment, version, level, instance_id } = rest;
  const ddtags = [`env:${environment}`, ...(version ? [`version:${version}`] : [])].join();
  const additionalProperties = { ...rest, status: level };
  return { ddsource: 'linestamp', ddtags, hostname: instance_id, message, service, additionalProperties };
}

function time({ timestamp }) {
  return new Date(timestamp).toISOString();
}

function fail(error) {
  throw error;
}

const [vendor, url] = process.argv.slice(2);
const said = await vendors[vendor](url, JSON.parse(await text(process.stdin)));
console.log(JSON.stringify(said));
