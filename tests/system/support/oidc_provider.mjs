// A certified OpenID provider on this machine. Whoever comes is let in at once, as the account that was last named at
// /sign-in-as/{account}. Usage: node oidc_provider.mjs <redirect uri> <accounts as JSON: claims by account>
import { createServer } from 'node:http';

const { default: Provider } = await import(new URL('../../../web/node_modules/oidc-provider/lib/index.js', import.meta.url).href);

const [redirectUri, accountsText] = process.argv.slice(2);
const accounts = JSON.parse(accountsText);
let account = Object.keys(accounts)[0];

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'crewcast',
      client_secret: 'a secret with spaces & signs: +%',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  cookies: { keys: ['of the tests'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});

const answer = provider.callback();
server.on('request', (request, response) => {
  const [, place, named] = request.url.split('/');
  if (place === 'sign-in-as') {
    account = decodeURIComponent(named);
    response.end();
  } else if (place === 'interaction') {
    void provider.interactionFinished(request, response, { login: { accountId: account } });
  } else {
    answer(request, response);
  }
});

console.log(`serves on ${issuer}`);
// The test holds the other end of standard input: when it is gone, so is this.
process.stdin.on('end', () => process.exit()).resume();
