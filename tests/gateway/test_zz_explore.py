import json, time, pytest
from tests.gateway.asking import Visitor
pytestmark = pytest.mark.django_db
from django.test import Client

def test_explore(settings, capsys):
    v = Visitor()
    def show(label, a):
        with capsys.disabled(): print(label, a.status, a.headers.get('content-type'), (a.text or '')[:300].replace('\n',' '))
    q = '{__typename}'
    show('ok', v.query(q))
    show('form', v.send('query={__typename}', content_type='application/x-www-form-urlencoded'))
    show('multi', v.send('--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n{__typename}\r\n--x--', content_type='multipart/form-data; boundary=x'))
    show('badmulti', v.send('garbage', content_type='multipart/form-data'))
    show('text', v.send('{__typename}', content_type='text/plain'))
    show('batch', v.post([{'query': q}]))
    show('empty', v.send(''))
    show('nan', v.send('{"query":"{__typename}","variables":{"a":NaN}}'))
    show('deep', v.send('['*200000))
    show('deep2', v.send('{"query":"{__typename}","variables":' + '['*20000 + ']'*20000 + '}'))
    show('deep3', v.send('{"query":"query($a:JSON){__typename}","variables":{"a":' + '['*900 + ']'*900 + '}}'))
    show('deepobj', v.send('{"query":"query($a:ProgrammeFilter){programmes(filter:$a){totalCount}}","variables":{"a":' + '{"states":'*900 + '1'+'}'*900 + '}}'))
    show('deeplist', v.send('{"query":"query($a:[ProgrammeState!]){programmes(filter:{states:$a}){totalCount}}","variables":{"a":' + '['*900 + ']'*900 + '}}'))
    show('utf8', v.send(b'{"query":"\xff\xfe"}'))
    show('utf16', v.send('{"query":"{__typename}"}'.encode('utf-16')))
    show('bom', v.send(b'\xef\xbb\xbf{"query":"{__typename}"}'))
    for s in ['"\\ud800"', '"{node(id:\\"\\ud800\\"){id}}"', '"{page(path:\\"\\ud800\\"){id}}"','"{page(slug:\\"\\ud800\\"){id}}"', '"{searchPages(text:\\"\\ud800ab\\"){totalCount}}"', '"{programmes(filter:{search:\\"\\ud800\\"}){totalCount}}"', '"{pages(filter:{titleContains:\\"\\ud800\\"}){totalCount}}"','"{route(path:\\"\\ud800\\"){page{id}}}"','"{\\ud800}"', '"{programmes(after:\\"\\ud800\\"){totalCount}}"', '"{__typename @include(if:\\"\\ud800\\")}"', '"{programmes(orderBy:\\"\\ud800\\"){totalCount}}"', '"# \\ud800\\n{__typename}"']:
        show('sur '+s, v.send('{"query":%s}' % s))
    show('opname', v.send('{"query":"{__typename}","operationName":"\\ud800"}'))
    show('docid', v.send('{"documentId":"\\ud800"}'))
    show('varname', v.send('{"query":"query($a:Int){programmes(first:$a){totalCount}}","variables":{"a":"\\ud800"}}'))
    show('bigint', v.send('{"query":"query($a:Int){programmes(first:$a){totalCount}}","variables":{"a":1'+'0'*5000+'}}'))
    show('bigint2', v.send('{"query":"{programmes(first:1'+'0'*5000+'){totalCount}}"}'))
    show('float', v.send('{"query":"query($a:Int!){programmes(first:$a){totalCount}}","variables":{"a":100.0}}'))
    settings.GRAPHQL = {**settings.GRAPHQL, 'trusted_only': True}
    show('trusted sur', v.send('{"query":"\\ud800"}'))
    settings.GRAPHQL = {**settings.GRAPHQL, 'trusted_only': False}
    show('get', v.get(query=q))
    show('get bad vars', v.get(query=q, variables='[1]'))
    show('get mut', v.get(query='mutation{submitApplication(input:{id:"1"}){__typename}}'))
    show('head', Visitor().get())
    from tests.gateway.asking import _read, PATH
    c = v.client
    show('cl bad', _read(c.generic('POST', PATH, b'{"query":"{__typename}"}', content_type='application/json', CONTENT_LENGTH='abc')))
    show('cl neg', _read(c.generic('POST', PATH, b'{"query":"{__typename}"}', content_type='application/json', CONTENT_LENGTH='-1')))
    show('cl huge', _read(c.generic('POST', PATH, b'{"query":"{__typename}"}', content_type='application/json', CONTENT_LENGTH='99999999999')))
    show('cl digits', _read(c.generic('POST', PATH, b'{"query":"{__typename}"}', content_type='application/json', CONTENT_LENGTH='9'*5000)))
    show('put', _read(c.put(PATH, b'{}', content_type='application/json')))
    show('options', _read(c.options(PATH)))
    show('accept', v.post({'query': '{nope}'}, Accept='application/graphql-response+json'))
    show('accept2', v.post({'query': '{nope}'}))
    t=time.process_time()
    bomb = 'query{...F0}' + ''.join(f' fragment F{i} on Query{{...F{i+1} ...F{i+1}}}' for i in range(18)) + ' fragment F18 on Query{__typename}'
    show('bomb18', v.query(bomb)); 
    with capsys.disabled(): print('cpu', time.process_time()-t)
    t=time.process_time()
    chain = '{page(path:"/"){...F0}}' + ''.join(f' fragment F{i} on Page{{parent{{parent{{parent{{...F{i+1}}}}}}}}}' for i in range(120)) + ' fragment F120 on Page{id}'
    show('chain', v.query(chain)); 
    with capsys.disabled(): print('cpu', time.process_time()-t)
    cyc = '{page(path:"/"){...A}} fragment A on Page{parent{...B}} fragment B on Page{parent{...A}}'
    show('cyc', v.query(cyc))
    intro = '{__schema{types{fields{type{fields{type{fields{type{fields{type{name}}}}}}}}}}}'
    t=time.process_time()
    settings.GRAPHQL = {**settings.GRAPHQL, 'introspection': 'nobody'}
    show('intro', v.query(intro)); 
    with capsys.disabled(): print('cpu', time.process_time()-t)
